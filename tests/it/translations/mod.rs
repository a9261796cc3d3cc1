//! Exports of other products, taken in: as archives of a site are, planned, applied, repeated and taken back.

mod added;
mod again;
mod counting;
mod damaged;
mod ghost;
mod markdown;
mod memory;
mod operations;
mod wordpress;

use std::{
    io::{Cursor, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use presswork_domain::{
    Context,
    imports::{self, Finding, ImportForm, ImportReport},
};
use presswork_tests::{Face, TestApp};
use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

const GHOST: &str = include_str!("ghost.json");
const WORDPRESS: &str = include_str!("wordpress.xml");

fn system(app: &TestApp) -> Context {
    Context::system(Arc::clone(&app.deps), "a test")
}

fn kept(app: &TestApp, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = app.deps.settings.storage.data_dir.join("export");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn from_ghost(origin: Option<&str>) -> ImportForm {
    ImportForm::Ghost { author: "ada".to_owned(), origin: origin.map(str::to_owned) }
}

fn from_markdown() -> ImportForm {
    ImportForm::Markdown { author: "ada".to_owned(), origin: None }
}

fn from_wordpress() -> ImportForm {
    ImportForm::WordPress { author: "ada".to_owned() }
}

/// Plans, which writes nothing, and applies, which does what was planned.
async fn applied(app: &TestApp, bytes: impl AsRef<[u8]>, form: &ImportForm) -> ImportReport {
    let (cx, path) = (system(app), kept(app, bytes));
    let before = app.db_dump().await;
    let plan = imports::plan(&cx, &path, form).await.unwrap_or_else(|error| panic!("{}", error.detail()));
    assert_eq!(app.db_dump().await, before);
    let report = imports::apply(&cx, &path, form).await.unwrap();
    assert_eq!((&plan.tallies, &plan.findings), (&report.tallies, &report.findings));
    report
}

/// The same, and applies again, which does nothing more.
async fn taken_in(app: &TestApp, bytes: impl AsRef<[u8]>, form: &ImportForm) -> ImportReport {
    let report = applied(app, bytes.as_ref(), form).await;
    let again = imports::apply(&system(app), &kept(app, bytes), form).await.unwrap();
    assert_eq!(again.sum(|it| it.created + it.updated), 0, "{:?}", again.tallies);
    let is_new = |it: &&Finding| Path::new(&it.file).extension().is_some_and(|extension| extension == "jsonl");
    let new = |report: &ImportReport| report.findings.iter().filter(is_new).count();
    assert_eq!(new(&again), 0, "{:?}", again.findings);
    report
}

/// Takes it back: what was there before is there, and nothing else.
async fn taken_back(app: &TestApp, report: &ImportReport) {
    let undone = imports::undo(&system(app), report.import.unwrap()).await.unwrap();
    assert_eq!(undone.findings, []);
    for (table, left) in [("users", 1), ("posts", 0), ("slugs", 0), ("tags", 0), ("comments", 0)] {
        assert_eq!(app.db_number_of(table).await, left, "{table}");
    }
}

/// A post as both faces tell of it.
async fn post(app: &TestApp, slug: &str) -> Value {
    let rest = app.anonymous().get(&format!("/v1/posts/{slug}?include=author,tags")).await.expect(200);
    let read = app.anonymous().through(Face::Graphql).call("post", json!({ "id": slug })).await.ok();
    for member in ["id", "title", "html", "publishedAt", "excerpt", "metaTitle", "socialImage"] {
        assert_eq!(rest[member], read[member], "{member}");
    }
    rest
}

/// The source of a post, whoever may see it.
async fn source(app: &TestApp, slug: &str) -> String {
    let sql = "SELECT markdown FROM posts WHERE slug = ?";
    app.db_rows(sql, vec![slug.into()]).await[0]["markdown"].as_str().unwrap().to_owned()
}

/// What became of the rows of a file: how many are new, changed, passed over, and can't come.
fn became(report: &ImportReport, file: &str) -> [u64; 4] {
    let tally = report.tallies.iter().find(|tally| tally.file == file).unwrap();
    [tally.created, tally.updated, tally.skipped, tally.conflicts]
}

/// Where an address leads that a post had before.
async fn led(app: &TestApp, slug: &str) -> String {
    let moved = app.anonymous().get(&format!("/v1/posts/{slug}")).await;
    assert_eq!(moved.status, 301, "{slug}");
    moved.header("location").to_owned()
}

/// What is told, as lines.
fn told(report: &ImportReport) -> Vec<String> {
    report.findings.iter().map(|it| format!("{} {}: {}", it.file, it.line.unwrap_or_default(), it.reason)).collect()
}

fn names(tags: &Value) -> Vec<&str> {
    tags.as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect()
}
