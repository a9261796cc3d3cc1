//! Exports that have too much in them.

use serde_json::{Value, json};

use super::{model::Survey, people::NAME_MAX, read::survey};
use crate::{
    Result,
    imports::{
        ghost::rows::{Row, Tables},
        translation::{Kept, cut, key},
    },
    tags::DESCRIPTION_MAX,
};

fn surveyed(export: &Value) -> Survey {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.json");
    std::fs::write(&path, export.to_string()).unwrap();
    survey(&path, None, folder.path()).unwrap()
}

#[test]
fn what_is_too_long_is_not_kept_and_comes_no_sooner() {
    let long = "x".repeat(1 << 20);
    let words = "<b>All</b> &lt;of&gt; it ".repeat(1000);
    let survey = surveyed(&json!({
        "posts": [{ "id": "p" }],
        "tags": [
            { "id": "t", "name": "Rust", "slug": "rust", "description": "1 &lt; 2 &amp;amp; \"3\"" },
            { "id": "u", "name": long, "slug": long, "description": words },
        ],
        "users": [{ "id": long, "name": "Ada", "slug": long, "email": format!("{long}@example.org"), "bio": long }],
        "posts_authors": [
            { "post_id": "p", "author_id": long, "sort_order": 1 }, { "post_id": "p", "author_id": "a", "sort_order": 2 },
        ],
    }));
    let short = &survey.tags[&key("tag", "t")];
    assert_eq!((&*short.name, &*short.slug), ("Rust", "rust"));
    assert_eq!(cut(Some(&short.description), DESCRIPTION_MAX).unwrap(), "1 < 2 &amp; \"3\"");
    let tag = &survey.tags[&key("tag", "u")];
    assert_eq!((tag.name.len(), &*tag.slug), (NAME_MAX, ""));
    assert!(tag.description.starts_with("All &lt;of&gt; it") && tag.description.len() < 6 * DESCRIPTION_MAX);
    let (id, person) = &survey.people[0];
    assert_eq!((id.len(), &*survey.authors[&key("post", "p")].1), (NAME_MAX, id.as_str()));
    assert_eq!((person.email.as_str(), person.username.as_str()), ("", "ada"));
}

#[test]
fn there_is_an_end_to_what_is_kept_of_each_table() {
    for (table, row) in [
        ("posts", json!({ "title": "Rain" })),
        ("posts", json!({ "slug": "rain" })),
        ("tags", json!({ "name": "Weather" })),
        ("users", json!({ "name": "Ada" })),
        ("posts_tags", json!({ "tag_id": "t" })),
        ("posts_tags", json!({ "tag_id": "t", "post_id": "p" })),
        ("posts_authors", json!({ "author_id": "a" })),
        ("posts_meta", json!({ "meta_title": "Wet" })),
    ] {
        let mut survey = surveyed(&json!({ "posts": [] }));
        survey.kept = Kept::of(10_000);
        let mut added = (0..10_000).map(|n| {
            let mut row = row.clone();
            row["id"] = json!(n);
            if row["post_id"].is_null() {
                row["post_id"] = json!(n);
            }
            let record = serde_json::from_value(row).unwrap();
            survey.row(table, Row { record, place: n + 1, line: 1 })
        });
        let refused = added.find_map(Result::err).unwrap();
        assert!(refused.code() == "invalid_archive" && refused.detail().contains("more than 10000"), "{table}");
    }
}
