//! Archives of whole sites, taken in again.

mod ending;
mod fetching;
mod killed;
mod mailing;
pub mod operations;
mod sending;

use std::{
    io::{Cursor, Read, Write},
    path::PathBuf,
    sync::Arc,
};

use presswork_domain::{
    Context, Error,
    ids::ImportId,
    imports::{self, ImportForm, ImportReport},
};
use presswork_tests::{Actor, Face, Profile, TestApp, each_profile, id_of, pictures};
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::exports::{downloaded, sha256, taken};

each_profile! {
    a_site_comes_back_byte_by_byte,
    a_site_goes_to_the_other_database_and_is_the_same,
    what_comes_back_is_read_found_and_counted,
    a_plan_tells_and_writes_nothing,
    what_is_taken_in_twice_is_here_once,
    what_is_here_is_never_overwritten,
    what_an_import_created_can_be_taken_back,
    what_was_changed_since_stays,
    answers_go_with_what_they_answer_whatever_their_ids,
    an_archive_that_is_not_whole_is_refused_and_nothing_is_written,
    an_archive_with_hostile_rows_brings_none_of_them,
    a_text_that_is_too_complex_does_not_come_and_the_rest_does,
    a_post_whose_cover_is_lost_comes_without,
    markdown_files_become_posts,
}

/// A site with something of everything, and an archive of it.
async fn site(app: &TestApp) -> Vec<u8> {
    let boss = app.admin("boss").await.through(Face::Rest);
    let (ada, bob) = (app.user("ada").await.through(Face::Rest), app.user("bob").await.through(Face::Rest));
    let post = ada.published("Weather").await;
    ada.draft("Not yet").await;
    let gone = bob.draft("Gone").await;
    bob.call("deletePost", id_of(&gone)).await.ok();
    ada.call("updatePost", json!({ "id": post["id"], "input": { "slug": "climate", "metaTitle": "Skies" } }))
        .await
        .ok();
    let comment = bob.comment(&post, "Rain, says @ada.").await;
    let reply = ada.reply(&comment, "Again?").await;
    ada.call("updateComment", json!({ "id": reply["id"], "input": { "markdown": "Again!" } })).await.ok();
    bob.call("reactToPost", json!({ "id": post["id"], "kind": "like" })).await.ok();
    ada.call("reactToComment", json!({ "id": comment["id"], "kind": "like" })).await.ok();
    bob.follows(&ada).await;
    bob.call("followTag", json!({ "slug": "rust" })).await.ok();
    bob.call("addBookmark", json!({ "post": post["id"] })).await.ok();
    bob.call("blockUser", json!({ "id": boss.id })).await.ok();
    let preferences = json!({ "timeZone": "Europe/Berlin", "digestHour": 7, "kinds": [] });
    ada.call("setNotificationPreferences", json!({ "input": preferences })).await.ok();
    ada.picture(app, &pictures::png(400, 300)).await;
    ada.call("subscribe", json!({ "input": {} })).await.ok();
    let guest = json!({ "input": { "email": "guest@example.org" } });
    app.anonymous().through(Face::Rest).call("subscribe", guest).await.ok();
    let angry = "INSERT INTO suppressions (id, email, reason, created_at) \
                 SELECT u.id, 'angry@example.org', 'complaint', u.created_at FROM users u WHERE u.username = 'ada'";
    assert_eq!(app.db_run(angry, vec![]).await, 1);
    app.run_jobs().await;
    let export = taken(app, &boss, "site").await;
    downloaded(app, &export).await
}

/// Another site, on which nobody is.
async fn elsewhere(app: &TestApp) -> TestApp {
    TestApp::open(app.profile, Face::Rest, &[]).await
}

fn system(app: &TestApp) -> Context {
    Context::system(Arc::clone(&app.deps), "a test")
}

fn kept(app: &TestApp, bytes: &[u8]) -> PathBuf {
    let path = app.deps.settings.storage.data_dir.join("archive.zip");
    std::fs::write(&path, bytes).unwrap();
    path
}

async fn applied(app: &TestApp, bytes: &[u8]) -> ImportReport {
    imports::apply(&system(app), &kept(app, bytes), &ImportForm::Site)
        .await
        .unwrap_or_else(|error| panic!("{}", error.detail()))
}

async fn refused(app: &TestApp, bytes: &[u8]) -> String {
    let path = kept(app, bytes);
    let told = [
        imports::plan(&system(app), &path, &ImportForm::Site).await,
        imports::apply(&system(app), &path, &ImportForm::Site).await,
    ];
    let told = told.map(|result| result.map(|report| report.tallies).unwrap_err());
    assert!(told.iter().all(|error| error.code() == "invalid_archive"), "{told:?}");
    told[1].detail()
}

/// Somebody who came by an import, with the password that they had elsewhere.
async fn back(app: &TestApp, from: &TestApp, username: &str) -> Actor {
    let sql = "SELECT password_hash FROM users WHERE username = ?";
    let hash = from.db_rows(sql, vec![username.into()]).await[0]["password_hash"].as_str().unwrap().to_owned();
    app.db_run("UPDATE users SET password_hash = ? WHERE username = ?", vec![hash.into(), username.into()]).await;
    let login = json!({ "input": { "login": username, "password": presswork_tests::PASSWORD } });
    app.anonymous().with_tokens(&app.anonymous().call("login", login).await.ok())
}

/// The entries of an archive, in their order.
fn entries(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let entry = |at: usize| {
        let mut file = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..ZipArchive::new(Cursor::new(bytes)).unwrap().len()).map(entry).collect()
}

fn packed(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in entries {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A file that says at its end that there are so many entries in it; there are none.
pub fn crowded(entries: u64) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    let at = bytes.len() as u64;
    bytes.extend_from_slice(b"PK\x06\x06");
    bytes.extend_from_slice(&44_u64.to_le_bytes());
    bytes.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [entries, entries, at, 0] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    bytes.extend_from_slice(&at.to_le_bytes());
    bytes.extend_from_slice(&1_u32.to_le_bytes());
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend_from_slice(&[0xFF; 12]);
    bytes.extend_from_slice(&[0; 2]);
    bytes
}

/// The same archive with a file changed, and a manifest that agrees.
fn with(bytes: &[u8], file: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut entries = entries(bytes);
    for (_, content) in entries.iter_mut().filter(|(name, _)| name == file) {
        *content = change(String::from_utf8(content.clone()).unwrap()).into_bytes();
    }
    resealed(entries)
}

fn resealed(mut entries: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let files: Vec<Value> = entries
        .iter()
        .filter(|(name, _)| name != "manifest.json")
        .map(|(name, content)| json!({ "path": name, "bytes": content.len(), "sha256": sha256(content) }))
        .collect();
    let manifest = json!({ "format": "presswork", "version": 1, "kind": "site", "missing": [], "files": files });
    entries.retain(|(name, _)| name != "manifest.json");
    entries.push(("manifest.json".to_owned(), manifest.to_string().into_bytes()));
    packed(&entries)
}

async fn a_site_comes_back_byte_by_byte(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    let report = applied(&other, &bytes).await;
    assert_eq!((report.sum(|it| it.conflicts), report.findings.len()), (0, 0), "{:?}", report.findings);
    let boss = back(&other, &app, "boss").await;
    let again = taken(&other, &boss, "site").await;
    let again = downloaded(&other, &again).await;
    assert_eq!(sha256(&again), sha256(&bytes), "{:?} and {:?}", entries(&again).len(), entries(&bytes).len());
    other.abandon_jobs();
}

async fn a_site_goes_to_the_other_database_and_is_the_same(app: TestApp) {
    let profile = if app.profile == Profile::Embedded { Profile::Services } else { Profile::Embedded };
    if !profile.is_covered() {
        return;
    }
    let bytes = site(&app).await;
    let other = TestApp::open(profile, Face::Rest, &[]).await;
    assert_eq!(applied(&other, &bytes).await.findings, []);
    let boss = back(&other, &app, "boss").await;
    let again = downloaded(&other, &taken(&other, &boss, "site").await).await;
    for ((name, mine), (other_name, theirs)) in entries(&bytes).iter().zip(&entries(&again)) {
        assert_eq!((name, String::from_utf8_lossy(mine)), (other_name, String::from_utf8_lossy(theirs)));
    }
    assert_eq!(sha256(&again), sha256(&bytes));
    other.abandon_jobs();
}

async fn what_comes_back_is_read_found_and_counted(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    applied(&other, &bytes).await;
    let (here, there) = (app.anonymous().through(Face::Rest), other.anonymous().through(Face::Rest));
    for path in [
        "/v1/posts?include=author,tags,reactions",
        "/v1/posts/climate",
        "/v1/posts/weather",
        "/v1/posts/climate/comments?include=author,mentions,reactions",
        "/v1/tags",
        "/v1/users",
        "/v1/feed?kind=trending",
        "/v1/search?q=weather",
        "/v1/search?q=rain&type=comment",
    ] {
        let (mine, theirs) = (here.get(path).await, there.get(path).await);
        assert_eq!(mine.status, theirs.status, "{path}");
        assert_eq!(without_cursors(&mine.text()), without_cursors(&theirs.text()), "{path}");
    }
    let media = app.db_rows("SELECT id FROM media", vec![]).await.len();
    assert_eq!(media, other.db_rows("SELECT id FROM media", vec![]).await.len());
    let boss = back(&other, &app, "boss").await;
    let picture = boss.call("mediaLibrary", json!({})).await.ok()["data"][0].clone();
    for variant in picture["variants"].as_array().unwrap() {
        let url = variant["url"].as_str().unwrap();
        assert_eq!(here.get(url).await.body, there.get(url).await.body, "{url}");
    }
    other.abandon_jobs();
}

fn without_cursors(text: &str) -> Value {
    fn cut(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !name.to_lowercase().contains("cursor"));
                members.values_mut().for_each(cut);
            }
            Value::Array(items) => items.iter_mut().for_each(cut),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(text).unwrap_or(Value::Null);
    cut(&mut value);
    value
}

async fn a_text_that_is_too_complex_does_not_come_and_the_rest_does(app: TestApp) {
    let mut all = entries(&site(&app).await);
    for (name, content) in &mut all {
        let text = String::from_utf8_lossy(content).into_owned();
        if name.starts_with("posts/") && text.contains("Not yet") {
            *content = ">".repeat(5_000).into_bytes();
        } else if name.as_str() == "comments.jsonl" {
            *content = text.replace("Again!", &">".repeat(5_000)).into_bytes();
        }
    }
    let other = elsewhere(&app).await;
    let report = applied(&other, &resealed(all)).await;
    let refused = report.findings.iter().filter(|it| it.reason.contains("too complex"));
    let mut files: Vec<_> = refused.map(|it| it.file.as_str()).collect();
    files.sort_unstable();
    assert_eq!(files, ["comments.jsonl", "posts.jsonl"], "{:?}", report.findings);
    assert_eq!((other.db_number_of("posts").await, other.db_number_of("comments").await), (2, 1));
    other.abandon_jobs();
}

async fn a_post_whose_cover_is_lost_comes_without(app: TestApp) {
    let boss = app.admin("boss").await.through(Face::Rest);
    let ada = app.user("ada").await.through(Face::Rest);
    let picture = ada.picture(&app, &pictures::png(400, 300)).await;
    let post = ada.published("Rain").await;
    ada.call("updatePost", json!({ "id": post["id"], "input": { "coverMediaId": picture["id"] } })).await.ok();
    let comment = boss.comment(&post, "Wet.").await;
    app.run_jobs().await;
    let all = entries(&downloaded(&app, &taken(&app, &boss, "site").await).await);
    for (left, media, reason) in [
        ("320.webp", 1, "of its files are missing, and it comes without them"),
        ("nothing", 0, "its cover does not come, and it comes without"),
    ] {
        let kept = |name: &str| !name.starts_with("media/") || name.ends_with(left);
        let bytes = resealed(all.iter().filter(|(name, _)| kept(name)).cloned().collect());
        let other = elsewhere(&app).await;
        let report = applied(&other, &bytes).await;
        assert!(report.findings.iter().any(|it| it.reason.contains(reason)), "{:?}", report.findings);
        assert_eq!(other.db_number_of("media").await, media, "{left}");
        assert_eq!(other.db_number_of("posts WHERE cover_media_id IS NOT NULL").await, media, "{left}");
        other.anonymous().get(&format!("/v1/posts/{}", post["id"].as_str().unwrap())).await.expect(200);
        other.anonymous().get(&format!("/v1/comments/{}", comment["id"].as_str().unwrap())).await.expect(200);
        other.abandon_jobs();
        // It is taken back as whatever else has come.
        imports::undo(&system(&other), report.import.unwrap()).await.unwrap();
        assert_eq!(other.db_number_of("posts").await, 0);
        other.abandon_jobs();
    }
}

async fn a_plan_tells_and_writes_nothing(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    let before = other.db_dump().await;
    let report = imports::plan(&system(&other), &kept(&other, &bytes), &ImportForm::Site).await.unwrap();
    assert_eq!(other.db_dump().await, before);
    let users = report.tallies.iter().find(|tally| tally.file == "users.jsonl").unwrap();
    assert_eq!((users.created, users.skipped, users.conflicts), (3, 0, 0));
    assert_eq!(report.import, None);
    assert_eq!(report.sum(|it| it.conflicts), 0, "{:?}", report.findings);
}

async fn what_is_taken_in_twice_is_here_once(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    let first = applied(&other, &bytes).await;
    let (users, posts) = (other.db_count("users").await, other.db_count("posts").await);
    let second = applied(&other, &bytes).await;
    assert_eq!(second.sum(|it| it.created), 0, "{:?}", second.tallies);
    assert_eq!(second.sum(|it| it.skipped), first.sum(|it| it.created));
    assert_eq!((users, posts), (other.db_count("users").await, other.db_count("posts").await));
    // One that was broken off goes on: as if it had died before the reactions.
    other.db_run("DELETE FROM imports", vec![]).await;
    other.db_run("DELETE FROM reactions", vec![]).await;
    let third = applied(&other, &bytes).await;
    assert_eq!(third.sum(|it| it.created), 2, "{:?}", third.tallies);
    let posts = other.anonymous().get("/v1/posts?include=reactions").await.expect(200);
    assert_eq!(posts["data"][0]["reactions"][0]["count"], 1);
    other.abandon_jobs();
}

async fn what_is_here_is_never_overwritten(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    // Somebody else has the name of ada here.
    other.user("ada").await;
    let report = applied(&other, &bytes).await;
    let found = |file: &str| report.findings.iter().filter(|it| it.file == file).collect::<Vec<_>>();
    assert_eq!(found("users.jsonl").len(), 1, "{:?}", report.findings);
    assert!(found("users.jsonl")[0].reason.contains("ada"), "{:?}", report.findings);
    assert!(found("users.jsonl")[0].line.is_some());
    assert_eq!(found("posts.jsonl").len(), 2, "ada's posts have no author here: {:?}", report.findings);
    assert_eq!(other.db_number_of("users").await, 3);
    assert_eq!(other.db_number_of("posts").await, 1);
    other.abandon_jobs();
}

async fn what_an_import_created_can_be_taken_back(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    let import = applied(&other, &bytes).await.import.unwrap();
    let report = imports::undo(&system(&other), import).await.unwrap();
    assert_eq!(report.findings, []);
    for table in ["users", "posts", "slugs", "tags", "comments", "reactions", "media", "follows", "search_entries"]
        .into_iter()
        .chain(["subscribers", "suppressions"])
    {
        assert_eq!(other.db_number_of(table).await, 0, "{table}");
    }
    assert!(matches!(imports::undo(&system(&other), import).await, Err(Error::NotFound { .. })));
    let nothing = ImportId::from_uuid(sea_orm::prelude::Uuid::from_u128(7));
    assert!(matches!(imports::undo(&system(&other), nothing).await, Err(Error::NotFound { .. })));
    // And it can come again.
    assert_eq!(applied(&other, &bytes).await.sum(|it| it.conflicts), 0);
    other.abandon_jobs();
}

async fn what_was_changed_since_stays(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    let import = applied(&other, &bytes).await.import.unwrap();
    let boss = back(&other, &app, "boss").await;
    let post = other.anonymous().through(Face::Rest).call("post", json!({ "id": "climate" })).await.ok();
    boss.call("updatePost", json!({ "id": post["id"], "input": { "title": "Anew" } })).await.ok();
    let report = imports::undo(&system(&other), import).await.unwrap();
    assert!(report.findings.iter().any(|it| it.file == "posts.jsonl" && it.reason.contains("changed")), "{report:?}");
    assert_eq!(other.db_number_of("posts").await, 1);
    assert_eq!(other.anonymous().get("/v1/posts/climate").await.expect(200)["title"], "Anew");
    let left = other.db_rows("SELECT username FROM users ORDER BY username", vec![]).await;
    let left: Vec<_> = left.iter().map(|row| row["username"].as_str().unwrap()).collect();
    assert_eq!(left, ["ada", "boss"], "the author of what stays, and who has logged in");
    other.abandon_jobs();
}

/// Lines in the order of their ids.
fn by_id(text: &str) -> String {
    let id = |line: &&str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_by_key(id);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The same site, in which a comment comes behind its answer in the order of ids, and so in the archive.
fn turned(bytes: &[u8]) -> Vec<u8> {
    let all = entries(bytes);
    let (_, comments) = all.iter().find(|(name, _)| name == "comments.jsonl").unwrap();
    let comments = std::str::from_utf8(comments).unwrap().lines();
    let mut comments = comments.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let answer = comments.find(|row| row["parentId"].is_string()).unwrap();
    let (id, parent) = (answer["id"].as_str().unwrap(), answer["parentId"].as_str().unwrap());
    if id < parent {
        return bytes.to_vec();
    }
    let swapped = |text: String| text.replace(id, "\0").replace(parent, id).replace('\0', parent);
    let turned = |(name, content)| match String::from_utf8(content) {
        Ok(text) if name == "comments.jsonl" => (name, by_id(&swapped(text)).into_bytes()),
        Ok(text) => (name, swapped(text).into_bytes()),
        Err(picture) => (name, picture.into_bytes()),
    };
    resealed(all.iter().cloned().map(turned).collect())
}

async fn answers_go_with_what_they_answer_whatever_their_ids(app: TestApp) {
    let bytes = turned(&site(&app).await);
    let other = elsewhere(&app).await;
    let report = applied(&other, &bytes).await;
    assert_eq!(report.findings, []);
    assert_eq!(other.db_number_of("comments").await, 2);
    let undone = imports::undo(&system(&other), report.import.unwrap()).await.unwrap();
    assert_eq!(undone.findings, []);
    let comments = undone.tallies.iter().find(|tally| tally.file == "comments.jsonl").unwrap();
    assert_eq!((comments.created, comments.skipped, comments.conflicts), (2, 0, 0));
    for table in ["users", "posts", "comments"] {
        assert_eq!(other.db_number_of(table).await, 0, "{table}");
    }
    assert_eq!(applied(&other, &bytes).await.sum(|it| it.conflicts), 0);
    other.abandon_jobs();
}

async fn an_archive_that_is_not_whole_is_refused_and_nothing_is_written(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    let before = other.db_dump().await;
    let more = |name: &str, content: &[u8]| {
        let mut all = entries(&bytes);
        all.push((name.to_owned(), content.to_vec()));
        all
    };
    let manifest = |change: &dyn Fn(&mut Value)| {
        let mut all = entries(&bytes);
        let (_, content) = all.last_mut().unwrap();
        let mut manifest: Value = serde_json::from_slice(content).unwrap();
        change(&mut manifest);
        *content = manifest.to_string().into_bytes();
        packed(&all)
    };
    let without = |file: &str| {
        let mut all = entries(&bytes);
        all.retain(|(name, _)| name != file);
        all
    };
    // A thousand times longer than the manifest says.
    let bomb = || {
        let mut all = entries(&bytes);
        for (_, content) in all.iter_mut().filter(|(name, _)| name == "follows.jsonl") {
            *content = vec![b'\n'; 50 << 20];
        }
        packed(&all)
    };
    // Nothing but blanks, which the manifest may have.
    let blank = || {
        let mut all = entries(&bytes);
        all.last_mut().unwrap().1.resize(20 << 20, b' ');
        packed(&all)
    };
    for (archive, words) in [
        (b"no archive at all".to_vec(), "no zip archive"),
        (Vec::new(), "no zip archive"),
        (bytes[..bytes.len() / 2].to_vec(), "no zip archive"),
        (resealed(more("../../outside", b"x")), "no file of an archive"),
        (resealed(more("/etc/passwd", b"x")), "no file of an archive"),
        (resealed(more("posts/../../x.md", b"x")), "no file of an archive"),
        (packed(&more("posts/post_more.md", b"x")), "is not in manifest.json"),
        (packed(&without("manifest.json")), "manifest.json is missing"),
        (packed(&without("users.jsonl")), "users.jsonl is missing"),
        (resealed(without("users.jsonl")), "users.jsonl is missing"),
        (bomb(), "follows.jsonl is not what manifest.json says"),
        (blank(), "manifest.json is too long"),
        (crowded(2_000_001), "2000001 entries are more than 2000000"),
        (manifest(&|it| it["version"] = json!(2)), "version 2"),
        (manifest(&|it| it["format"] = json!("other")), "something else"),
        (manifest(&|it| it["kind"] = json!("own")), "one person"),
        (manifest(&|it| it["files"][1]["sha256"] = json!("0")), "is not what manifest.json says"),
        (manifest(&|it| it["files"][1]["bytes"] = json!(1_u64 << 62)), "unpacked"),
        (manifest(&|it| it["files"] = json!("x")), "can't be read"),
        (with(&bytes, "users.jsonl", |_| "\u{fffd}".repeat(5_000_000)), "longer than"),
    ] {
        let told = refused(&other, &archive).await;
        assert!(told.contains(words), "{words}: {told}");
    }
    let rows = other.db_dump().await;
    let made = rows.iter().filter(|row| !before.contains(row)).collect::<Vec<_>>();
    assert!(made.iter().all(|row| row.starts_with("imports ") || row.starts_with("audit_")), "{made:?}");
    assert!(!std::path::Path::new("/outside").exists());
}

async fn an_archive_with_hostile_rows_brings_none_of_them(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    for (file, from, to, words) in [
        ("users.jsonl", "\"author\"", "\"emperor\"", "role"),
        ("users.jsonl", "ada@example.org", "no address", "email"),
        ("posts.jsonl", "\"published\"", "\"everywhere\"", "status"),
        ("posts.jsonl", "\"canonicalUrl\":null", "\"canonicalUrl\":\"javascript:alert(1)\"", "canonicalUrl"),
        ("posts.jsonl", "\"publishedAt\":\"2", "\"publishedAt\":\"3", "yet to come"),
        ("comments.jsonl", "\"depth\":0", "\"depth\":-7", "depth"),
        ("media.jsonl", "media_", "post_", "id"),
        ("follows.jsonl", "\"followerId\"", "\"follower\"", "follower"),
        ("subscribers.jsonl", "guest@example.org", "no address", "email"),
        ("suppressions.jsonl", "\"complaint\"", "\"dislike\"", "reason"),
    ] {
        let archive = with(&bytes, file, |text| text.replace(from, to));
        let report = imports::plan(&system(&other), &kept(&other, &archive), &ImportForm::Site).await.unwrap();
        let found = report.findings.iter().find(|it| it.file == file);
        assert!(found.is_some_and(|it| it.reason.contains(words)), "{file} {to}: {:?}", report.findings);
    }
    let picture = entries(&bytes).into_iter().find(|(name, _)| name.starts_with("media/")).unwrap().0;
    let archive = {
        let mut all = entries(&bytes);
        for (_, content) in all.iter_mut().filter(|(name, _)| *name == picture) {
            *content = b"<script>alert(1)</script>".to_vec();
        }
        resealed(all)
    };
    let report = applied(&other, &archive).await;
    let files: Vec<_> = report.findings.iter().map(|it| it.file.as_str()).collect();
    assert_eq!(files, ["pictures.jsonl", "media.jsonl"], "{:?}", report.findings);
    assert_eq!(other.db_number_of("media").await, 0);
    other.abandon_jobs();
}

async fn markdown_files_become_posts(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Here already").await;
    app.run_jobs().await;
    let text = |name: &str, content: &str| (name.to_owned(), content.as_bytes().to_vec());
    let bytes = packed(&[
        text("blog/2020-01-31-rain.md", "---\ntitle: \"Rain, again\"\ntags: [Rust, Weather]\n---\n\nIt *rains*.\n"),
        text("blog/notes.markdown", "# Notes\n\nTo be written."),
        text("blog/broken.md", "---\ntitle: x\ndate: soon\n---\n"),
        text("blog/here-already.md", "Something else."),
        text("../../outside.md", "---\ntitle: Outside\n---\nIn here all the same."),
        text("blog/cat.png", "no Markdown"),
        ("blog/latin.md".to_owned(), vec![0xe4, 0xf6]),
    ]);
    let (cx, path) = (system(&app), kept(&app, &bytes));
    let nobody = imports::plan(&cx, &path, &ImportForm::Markdown { author: "nobody".to_owned(), origin: None })
        .await
        .unwrap_err();
    assert_eq!(nobody.code(), "validation_failed");
    let form = ImportForm::Markdown { author: "ada".to_owned(), origin: None };
    let before = app.db_dump().await;
    let plan = imports::plan(&cx, &path, &form).await.unwrap();
    assert_eq!(app.db_dump().await, before);
    let report = imports::apply(&cx, &path, &form).await.unwrap();
    assert_eq!(plan.tallies, report.tallies);
    let found: Vec<_> = report.findings.iter().map(|it| (it.line, it.reason.as_str())).collect();
    assert!(found.iter().any(|(line, why)| *line == Some(3) && why.starts_with("blog/broken.md: date")), "{found:?}");
    assert!(found.iter().any(|(_, why)| why.starts_with("blog/latin.md: ")), "{found:?}");
    assert!(found.iter().any(|(_, why)| why.starts_with("blog/here-already.md: slug here-already")), "{found:?}");
    assert_eq!((report.tallies[0].file.as_str(), report.tallies[0].skipped), ("files", 1), "the picture");
    let rain = app.anonymous().get("/v1/posts/rain?include=author,tags").await.expect(200);
    assert_eq!((&rain["title"], &rain["publishedAt"]), (&json!("Rain, again"), &json!("2020-01-31T00:00:00.000000Z")));
    assert_eq!(rain["author"]["username"], "ada");
    assert!(rain["html"].as_str().unwrap().contains("<em>rains</em>"), "{rain}");
    let tags: Vec<_> = rain["tags"].as_array().unwrap().iter().map(|tag| tag["slug"].as_str().unwrap()).collect();
    assert_eq!(tags, ["rust", "weather"], "one that was here, one that is new");
    let drafts = ada.call("posts", json!({ "status": "draft" })).await.ok();
    assert_eq!(drafts["data"].as_array().unwrap().len(), 2, "{drafts}");
    assert!(!app.deps.settings.storage.data_dir.join("../../outside.md").exists());
    let again = imports::apply(&cx, &path, &form).await.unwrap();
    assert_eq!(again.sum(|it| it.created), 0, "{:?}", again.tallies);
    imports::undo(&cx, report.import.unwrap()).await.unwrap();
    app.anonymous().get("/v1/posts/rain").await.refused(404, "not_found");
    assert_eq!(app.db_number_of("posts").await, 1);
    assert_eq!(app.db_number_of("tags").await, 1);
}
