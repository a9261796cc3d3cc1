//! What one Markdown file says of its post.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::front_matter::{Member, parts};
use crate::{
    posts::{Markdown, Title, details},
    slug,
    tags::{TagName, TagSet},
    text,
};

/// A post as a file has it.
#[derive(Debug)]
pub(super) struct Source {
    pub title: String,
    pub slug: String,
    pub published_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub excerpt: Option<String>,
    pub canonical_url: Option<String>,
    pub tags: Vec<TagName>,
    pub markdown: String,
}

/// Reads a file. `name` is its name without folders and ending, `written_at` when it was put into the archive.
///
/// # Errors
/// The line, and what is wrong with it.
pub(super) fn read(name: &str, text: &str, written_at: DateTime<Utc>) -> Result<Source, (u64, String)> {
    let parts = parts(text)?;
    let find = |keys: &[&str]| parts.members.iter().find(|it| keys.contains(&it.key.as_str()) && !it.values.is_empty());
    let (dated, stem) = dated(name);
    let date = find(&["date", "published_at", "publishdate"]).map(time).transpose()?.or(dated);
    let updated = find(&["updated", "updated_at", "lastmod", "last_modified_at"]).map(time).transpose()?;
    let is_draft = find(&["draft"]).is_some_and(|it| it.values[0].eq_ignore_ascii_case("true"))
        || find(&["published"]).is_some_and(|it| it.values[0].eq_ignore_ascii_case("false"));
    let title = match find(&["title"]) {
        Some(member) => checked(member, |text| Title::parse(text).map(|title| title.as_str().to_owned()))?,
        None => Title::parse(heading(parts.body).unwrap_or(stem)).map_err(|why| (1, why.detail))?.as_str().to_owned(),
    };
    let slug = match find(&["slug"]) {
        Some(member) => checked(member, slug::parse)?,
        None => Some(slug::make(stem)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| slug::make(&title)),
    };
    if slug.is_empty() {
        return Err((1, "nothing of its name can stand in an address; give it a slug".to_owned()));
    }
    let excerpt = find(&["excerpt", "description", "summary"]);
    let excerpt = excerpt.map(|it| checked(it, |text| text::block(text, details::EXCERPT_MAX))).transpose()?;
    let canonical = find(&["canonical_url", "canonicalurl", "canonical"]).map(|it| it.values[0].clone());
    let created_at = date.unwrap_or(written_at);
    Ok(Source {
        title,
        slug,
        published_at: date.filter(|_| !is_draft),
        created_at,
        updated_at: updated.unwrap_or(created_at).max(created_at),
        excerpt,
        canonical_url: canonical,
        tags: find(&["tags", "keywords"]).map(tags).transpose()?.unwrap_or_default(),
        markdown: Markdown::parse(parts.body.trim_start_matches(['\r', '\n']))
            .map_err(|why| (1, why.detail))?
            .as_str()
            .to_owned(),
    })
}

fn checked<T>(member: &Member, parse: impl Fn(&str) -> Result<T, crate::fault::Refusal>) -> Result<T, (u64, String)> {
    parse(&member.values[0]).map_err(|why| (member.line, format!("{}: {}", member.key, why.detail)))
}

/// A list, or one text with commas.
fn tags(member: &Member) -> Result<Vec<TagName>, (u64, String)> {
    let names = member.values.iter().flat_map(|value| value.split(',')).map(str::trim).filter(|name| !name.is_empty());
    let mut tags: Vec<TagName> = Vec::new();
    for name in names {
        let tag = TagName::parse(name).map_err(|why| (member.line, format!("{}: {}", member.key, why.detail)))?;
        if tags.iter().all(|known| known.slug != tag.slug) {
            tags.push(tag);
        }
    }
    if tags.len() > TagSet::MAX {
        return Err((member.line, format!("{}: at most {}", member.key, TagSet::MAX)));
    }
    Ok(tags)
}

fn time(member: &Member) -> Result<DateTime<Utc>, (u64, String)> {
    let text = member.values[0].as_str();
    let whole = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc)).ok();
    let zoned = || DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z").map(|time| time.with_timezone(&Utc)).ok();
    let local = || {
        let forms = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
        forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(|time| time.and_utc())
    };
    let time = whole.or_else(zoned).or_else(local).or_else(|| day(text));
    time.filter(|time| time.timestamp() >= 0).ok_or_else(|| {
        (member.line, format!("{}: expected a date such as 2026-01-31 or 2026-01-31T12:00:00Z", member.key))
    })
}

fn day(text: &str) -> Option<DateTime<Utc>> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

/// The date at the beginning of a name such as `2026-01-31-rain`, and the rest of it.
fn dated(name: &str) -> (Option<DateTime<Utc>>, &str) {
    let parts = name.get(..10).and_then(day).zip(name.get(10..).and_then(|rest| rest.strip_prefix('-')));
    parts.map_or((None, name), |(date, rest)| (Some(date), rest))
}

/// The first heading of the text.
fn heading(body: &str) -> Option<&str> {
    body.lines().find_map(|line| line.strip_prefix("# ")).map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(source.tags.iter().map(|tag| tag.slug.as_str()).collect::<Vec<_>>(), ["weather", "rain"]);
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
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, word) in [
            ("---\ntitle: x\ndate: soon\n---\n", 3, "date"),
            ("---\nslug: Not A Slug\n---\n", 2, "slug"),
            ("---\ntags: [\"!!\"]\n---\n", 2, "tags"),
            ("---\ntitle: x\n", 1, "does not end"),
            ("---\ndate: 1903-01-01\n---\n", 2, "date"),
        ] {
            let (at_line, why) = read("x", text, at("2026-01-01T00:00:00Z")).unwrap_err();
            assert!(at_line == line && why.contains(word), "{text}: {at_line} {why}");
        }
    }
}
