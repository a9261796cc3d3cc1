//! Files, and what their posts are.

use chrono::{DateTime, Utc};

use super::read;
use crate::posts::Title;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_file_says_what_its_post_is() {
    let text = "---\ntitle: Rain\ndate: 2020-02-03 04:05:06\ntags: Weather, rain\nsummary: Wet.\n---\n\n# Rain\n\nIt *rains*.\n";
    let source = read("some-rain", text, at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((source.title.as_str(), source.slug.as_str()), ("Rain", "some-rain"));
    assert_eq!(source.published_at, Some(at("2020-02-03T04:05:06Z")));
    assert_eq!(source.markdown, "# Rain\n\nIt *rains*.\n");
    assert_eq!(source.tags.iter().map(|tag| tag.name.slug.as_str()).collect::<Vec<_>>(), ["weather", "rain"]);
    assert_eq!(source.excerpt.as_deref(), Some("Wet."));
}

#[test]
fn a_bare_file_is_a_draft_and_one_with_a_date_in_its_name_is_not() {
    let bare = read("notes", "# A *heading*\n\nText.", at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((bare.title.as_str(), bare.slug.as_str(), bare.published_at), ("A *heading*", "notes", None));
    assert_eq!(bare.created_at, at("2026-01-01T00:00:00Z"));
    let dated = read("2020-01-31-rain", "Text.", at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((dated.slug.as_str(), dated.published_at), ("rain", Some(at("2020-01-31T00:00:00Z"))));
    let draft = read("2020-01-31-rain", "---\ndraft: true\n---\nText.", at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((draft.published_at, draft.created_at), (None, at("2020-01-31T00:00:00Z")));
}

#[test]
fn what_lies_among_drafts_is_one_and_an_index_is_called_as_its_folder() {
    let of = |path: &str| read(path, "---\ndate: 2020-01-31\n---\nText.", at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!(of("site/_drafts/j.md").published_at, None);
    assert!(of("drafts/_drafts.md").published_at.is_some());
    for (path, slug) in [
        ("posts/rain/index.md", "rain"),
        ("posts/2020-01-31-snow/Index.markdown", "snow"),
        ("index.md", "index"),
        ("../index.md", "index"),
        ("posts/index-cards.md", "index-cards"),
    ] {
        assert_eq!(of(path).slug, slug, "{path}");
    }
}

#[test]
fn tags_are_lists_texts_with_commas_and_bare_words() {
    let of = |said: &str| {
        let source = read("x.md", &format!("---\n{said}\n---\nText."), at("2026-01-01T00:00:00Z")).unwrap();
        (source.tags.into_iter().map(|tag| tag.name.name).collect::<Vec<_>>(), source.told.len())
    };
    for (said, tags, told) in [
        ("tags: one two", vec!["one", "two"], 0),
        ("tags: one two, three", vec!["one two", "three"], 0),
        ("tags: \"one two\"", vec!["one two"], 0),
        ("tags: [one two]\ncategories:\n- A1\n- One Two", vec!["one two", "A1"], 0),
        ("category: one two", vec!["one two"], 0),
        ("categories: uncategorized", vec![], 0),
        ("tags: [\"!!\", a]", vec!["a"], 1),
    ] {
        assert_eq!(of(said), (tags.into_iter().map(str::to_owned).collect(), told), "{said}");
    }
}

#[test]
fn dates_are_read_as_generators_and_their_users_write_them() {
    for (said, expected) in [
        ("date: 2015-03-01 12:00 -0500", "2015-03-01T17:00:00Z"),
        ("date: 2015-03-01 12:00:00 UTC", "2015-03-01T12:00:00Z"),
        ("date: 2020-01-01T10:00:00+0100", "2020-01-01T09:00:00Z"),
        ("date: 2020-01-01T10:00Z", "2020-01-01T10:00:00Z"),
        ("date: 2001-12-14 21:59:43.10 -5", "2001-12-15T02:59:43.100Z"),
        ("date: Fri, 08 Jul 2022 10:00:00 +0200", "2022-07-08T08:00:00Z"),
        ("date: July 8, 2022", "2022-07-08T00:00:00Z"),
        ("date: 8 July 2022", "2022-07-08T00:00:00Z"),
        ("pubDate: 'Jul 08 2022'", "2022-07-08T00:00:00Z"),
        ("pubDatetime: 2022-09-23T04:58:53Z", "2022-09-23T04:58:53Z"),
        ("date: 2020-01-01\npublishDate: 2020-02-01", "2020-02-01T00:00:00Z"),
        ("date: 2020-01-01\npublishDate: 2019-02-01", "2020-01-01T00:00:00Z"),
    ] {
        let source = read("x.md", &format!("---\n{said}\n---\nText."), at("2026-01-01T00:00:00Z")).unwrap();
        assert_eq!(source.published_at, Some(at(expected)), "{said}");
    }
    for said in ["2020-01-01 10:00 -99:00", "2020-01-01 10:00 +x", "2020-01-01 10:00 +01:2", "Jul 2022", "+1", "Z"] {
        assert!(read("x.md", &format!("---\ndate: {said}\n---\n"), at("2026-01-01T00:00:00Z")).is_err(), "{said}");
    }
    let changed = "---\npubDate: Jul 08 2022\nupdatedDate: Jul 09 2022\n---\n";
    assert_eq!(read("x.md", changed, at("2026-01-01T00:00:00Z")).unwrap().updated_at, at("2022-07-09T00:00:00Z"));
}

#[test]
fn what_has_ended_is_a_draft_and_what_is_to_end_is_told() {
    let text = "---\ndate: 2020-01-01\nexpiryDate: 2021-01-01\n---\nText.";
    for (now, published, words) in
        [("2020-06-01T00:00:00Z", true, "not planned"), ("2021-01-01T00:00:00Z", false, "draft")]
    {
        let mut source = read("x.md", text, at("2020-01-01T00:00:00Z")).unwrap();
        source.end(at(now));
        assert_eq!(source.published_at.is_some(), published, "{now}");
        assert!(
            source.told.len() == 1 && source.told[0].0 == 3 && source.told[0].1.contains(words),
            "{:?}",
            source.told
        );
    }
}

#[test]
fn blanks_behind_the_lines_around_front_matter_change_nothing() {
    for text in
        ["---  \ndraft: true\n--- \nText.", "---\t\r\ndraft: true\r\n---\r\nText.", "+++ \ndraft = true\n+++ \nText."]
    {
        let source = read("2020-01-31-rain.md", text, at("2026-01-01T00:00:00Z")).unwrap();
        assert_eq!((source.published_at, source.markdown.trim()), (None, "Text."), "{text:?}");
    }
    let none = read("2020-01-31-rain.md", "----\nText.\n----\n", at("2026-01-01T00:00:00Z")).unwrap();
    assert!(none.published_at.is_some() && none.markdown.starts_with("----"));
}

#[test]
fn what_is_too_long_is_cut_and_told() {
    let text =
        format!("---\ntitle: {}\nexcerpt: >\n  folded\n  {}\n---\nText.", "word ".repeat(60), "more ".repeat(400));
    let source = read("x.md", &text, at("2026-01-01T00:00:00Z")).unwrap();
    assert!(source.title.ends_with("word…") && source.title.chars().count() <= Title::MAX);
    assert!(source.excerpt.is_some_and(|it| it.starts_with("folded more") && it.ends_with("more…")));
    assert_eq!(source.told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (text, line, word) in [
        ("---\ntitle: x\ndate: soon\n---\n", 3, "date"),
        ("---\nslug: Not A Slug\n---\n", 2, "slug"),
        ("---\ntags: &some [a]\n---\n", 2, "tags"),
        ("---\ntitle:\n  a: b\n---\n", 2, "title"),
        ("---\ntitle: x\n", 1, "does not end"),
        ("---\ndate: 1903-01-01\n---\n", 2, "date"),
    ] {
        let (at_line, why) = read("x", text, at("2026-01-01T00:00:00Z")).unwrap_err();
        assert!(at_line == line && why.contains(word), "{text}: {at_line} {why}");
    }
}
