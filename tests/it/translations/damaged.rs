//! What is no export, or only the half of one: refused with a sentence about it, and nothing is written.

use presswork_domain::imports::{self, ImportForm};
use presswork_tests::{TestApp, each_profile};

use super::{GHOST, WORDPRESS, from_ghost, from_wordpress, kept, system, zipped};
use crate::imports::crowded;

each_profile! {
    what_is_no_export_is_refused_and_nothing_is_written,
    who_can_not_be_the_author_is_told,
    a_hostile_post_is_left_out_and_the_others_come,
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn latin1(text: &str) -> Vec<u8> {
    text.replace("Fog", "N\u{e4}sse").chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

async fn what_is_no_export_is_refused_and_nothing_is_written(app: TestApp) {
    app.user("ada").await;
    let (ghost, wordpress) = (from_ghost(None), from_wordpress());
    let markdown = ImportForm::Markdown { author: "ada".to_owned(), origin: None };
    let laden = (0..40).map(|n| format!(" a{n}=\"\"")).collect::<Vec<_>>().concat();
    let members = (0..600).map(|n| format!("\"m{n}\": 1")).collect::<Vec<_>>().join(",");
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let outside = "<!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    let doctype = |text: &str| WORDPRESS.replacen("<rss", &format!("{text}\n<rss"), 1);
    let declared = WORDPRESS.replace("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"");
    let endless = format!("{{\"posts\": [{{\"id\": \"{}", "x".repeat(70 << 20));
    let before = app.db_dump().await;
    let cases: Vec<(&ImportForm, Vec<u8>, &str)> = vec![
        (&ghost, Vec::new(), "ends in the middle"),
        (&ghost, b"no export at all".to_vec(), "can't be read"),
        (&ghost, GHOST.as_bytes()[..GHOST.len() / 2].to_vec(), "ends in the middle"),
        (&ghost, utf16(GHOST), "UTF-16"),
        (&ghost, latin1(GHOST), "unicode"),
        (&ghost, WORDPRESS.into(), "can't be read"),
        (&ghost, b"{\"data\": {\"tags\": []}}".to_vec(), "there are no posts"),
        (&ghost, b"{\"posts\": {}}".to_vec(), "a list of posts"),
        (&ghost, format!("{{\"a\": {}", "[".repeat(100_000)).into(), "recursion limit"),
        (&ghost, endless.into(), "longer than"),
        (&ghost, zipped(&[("a.md", "x")]), "no .json file"),
        (&ghost, zipped(&[("a.json", "{}"), ("b.json", "{}")]), "more than one .json file"),
        (&ghost, zipped(&[("a.json", GHOST)])[..600].to_vec(), "no zip archive"),
        (&ghost, crowded(1_000_001), "1000001 entries are more than 1000000"),
        (&markdown, crowded(1_000_001), "1000001 entries are more than 1000000"),
        (&ghost, format!("{{\"posts\": [{{{members}}}]}}").into(), "more than 500 members"),
        (&wordpress, Vec::new(), "ends in the middle"),
        (&wordpress, b"no export at all".to_vec(), "ends in the middle"),
        (&wordpress, WORDPRESS.as_bytes()[..WORDPRESS.len() / 2].to_vec(), "ends in the middle"),
        (&wordpress, utf16(WORDPRESS), "UTF-16"),
        (&wordpress, latin1(WORDPRESS), "UTF-8"),
        (&wordpress, declared.into(), "ISO-8859-1"),
        (&wordpress, GHOST.into(), "can't be read as an export of WordPress"),
        (&wordpress, b"<html><body></body></html>".to_vec(), "begins with html"),
        (&wordpress, b"<rss><channel><title>News</title></channel></rss>".to_vec(), "no wp:wxr_version"),
        (&wordpress, doctype(bomb).into(), "document type"),
        (&wordpress, doctype(outside).into(), "document type"),
        (&wordpress, format!("<rss><channel>{}", "<a>".repeat(100_000)).into(), "nested too deeply"),
        (&wordpress, zipped(&[("a.json", "{}")]), "no .xml file"),
        (&wordpress, format!("<rss><channel><item{laden}/>").into(), "more than 32 attributes"),
    ];
    for (form, bytes, words) in cases {
        let path = kept(&app, bytes);
        for result in
            [imports::plan(&system(&app), &path, form).await, imports::apply(&system(&app), &path, form).await]
        {
            let error = result.map(|report| report.tallies).unwrap_err();
            assert!(error.code() == "invalid_archive" && error.detail().contains(words), "{words}: {}", error.detail());
        }
    }
    assert_eq!(app.db_dump().await, before);
    app.abandon_jobs();
}

async fn who_can_not_be_the_author_is_told(app: TestApp) {
    app.user("ada").await;
    let path = kept(&app, GHOST);
    for form in [
        ImportForm::Ghost { author: "nobody".to_owned(), origin: None },
        ImportForm::WordPress { author: "nobody".to_owned() },
        from_ghost(Some("no address")),
        from_ghost(Some("ftp://old.example.org")),
    ] {
        assert_eq!(
            imports::plan(&system(&app), &path, &form).await.unwrap_err().code(),
            "validation_failed",
            "{form:?}"
        );
    }
    app.abandon_jobs();
}

async fn a_hostile_post_is_left_out_and_the_others_come(app: TestApp) {
    app.user("ada").await;
    let fog = "To be written.";
    for (text, words) in [
        ("<div>".repeat(2000), "nested too deeply"),
        ("<p>x</p>".repeat(600_000), "longer than"),
        ("word ".repeat(50_000), "at most"),
    ] {
        let path = kept(&app, WORDPRESS.replace(fog, &text));
        let report = imports::plan(&system(&app), &path, &from_wordpress()).await.unwrap();
        let found = report.findings.iter().find(|it| it.reason.contains(words));
        assert!(found.is_some_and(|it| it.file == "items" && it.line.is_some()), "{words}: {:?}", report.findings);
        let posts = report.tallies.iter().find(|tally| tally.file == "posts.jsonl").unwrap();
        assert_eq!((posts.created, posts.conflicts), (4, 0));
    }
    app.abandon_jobs();
}
