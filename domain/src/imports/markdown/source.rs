//! What one Markdown file says of its post.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::{
    former::former,
    front_matter::{Member, Parts, Wrong, parts},
};
use crate::{
    fault::Refusal,
    imports::translation::{self, NewTag, Tagged, shortened},
    posts::{Markdown, Title, details},
    slug, text,
};

/// What generators call the category of what has none.
const NO_CATEGORY: &str = "uncategorized";

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
    pub tags: Vec<NewTag>,
    pub markdown: String,
    /// Paths at which it stood there, besides those that follow from its name.
    pub paths: Vec<String>,
    /// Addresses at which it stood there, with their lines.
    pub former: Vec<(u64, String)>,
    /// What is not as it was, with the line.
    pub told: Vec<Wrong>,
}

/// Reads a file. `path` is its name in the archive, `written_at` when it was put into it.
///
/// # Errors
/// The line, and what is wrong with it.
pub(super) fn read(path: &str, text: &str, written_at: DateTime<Utc>) -> Result<Source, Wrong> {
    let (parts, mut told) = (parts(text)?, Vec::new());
    let (dated, stem) = dated(name_of(path));
    let date = parts.find(&["date", "published_at", "publishdate"])?.map(time).transpose()?.or(dated);
    let updated = parts.find(&["updated", "updated_at", "lastmod", "last_modified_at"])?.map(time).transpose()?;
    let is_draft = is_among_drafts(path) || parts.is("draft")? == Some(true) || parts.is("published")? == Some(false);
    let title = match parts.find(&["title"])? {
        Some(member) => checked(member, |text| heading_of(text, member.line, &mut told))?,
        None => heading_of(heading(parts.body).unwrap_or(stem), 1, &mut told).map_err(|why| (1, why.detail))?,
    };
    let slug = match parts.find(&["slug"])? {
        Some(member) => checked(member, slug::parse)?,
        None => Some(slug::make(stem)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| slug::make(&title)),
    };
    if slug.is_empty() {
        return Err((1, "nothing of its name can stand in an address; give it a slug".to_owned()));
    }
    let excerpt = parts.find(&["excerpt", "description", "summary"])?;
    let excerpt = excerpt.map(|it| checked(it, |text| excerpt_of(text, it.line, &mut told))).transpose()?;
    let canonical = parts.find(&["canonical_url", "canonicalurl", "canonical"])?.map(|it| it.values[0].clone());
    let created_at = date.unwrap_or(written_at);
    let tags = tags(&parts, &mut told)?;
    let former = former(&parts, &mut told);
    Ok(Source {
        title,
        slug,
        published_at: date.filter(|_| !is_draft),
        created_at,
        updated_at: updated.unwrap_or(created_at).max(created_at),
        excerpt,
        canonical_url: canonical,
        tags,
        markdown: Markdown::parse(parts.body.trim_start_matches(['\r', '\n']))
            .map_err(|why| (1, why.detail))?
            .as_str()
            .to_owned(),
        paths: paths(&parts),
        former,
        told,
    })
}

/// What a file is called, without folders and ending. One that is the index of a folder is called as that is.
pub(super) fn name_of(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let folder = parts.next().filter(|folder| !["", ".", ".."].contains(folder));
    folder.filter(|_| stem.eq_ignore_ascii_case("index")).unwrap_or(stem)
}

/// Whether a file lies where generators have what is not published.
fn is_among_drafts(path: &str) -> bool {
    path.rsplit('/').skip(1).any(|folder| folder.eq_ignore_ascii_case("_drafts"))
}

/// What a post is called; what nobody sees of it is left out, and one that is too long is cut.
fn heading_of(text: &str, line: u64, told: &mut Vec<Wrong>) -> Result<String, Refusal> {
    let text = text::without_hidden(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let text =
        fitting(text, Title::MAX, |most| told.push((line, format!("title: more than {most} characters; it is cut"))));
    Title::parse(&text).map(|title| title.as_str().to_owned())
}

fn excerpt_of(text: &str, line: u64, told: &mut Vec<Wrong>) -> Result<String, Refusal> {
    let text = text::block(text, usize::MAX)?;
    let tell = |most: usize| told.push((line, format!("excerpt: more than {most} characters; it is cut")));
    Ok(fitting(text, details::EXCERPT_MAX, tell))
}

fn fitting(text: String, most: usize, tell: impl FnOnce(usize)) -> String {
    match shortened(&text, most) {
        None => text,
        Some(short) => {
            tell(most);
            short
        }
    }
}

fn checked<T>(member: &Member, parse: impl FnOnce(&str) -> Result<T, Refusal>) -> Result<T, Wrong> {
    parse(&member.values[0]).map_err(|why| (member.line, format!("{}: {}", member.key, why.detail)))
}

/// Its tags, and its categories, which are tags here: lists, texts with commas, or bare words where several can be meant.
fn tags(parts: &Parts<'_>, told: &mut Vec<Wrong>) -> Result<Vec<NewTag>, Wrong> {
    let (mut names, mut line): (Vec<&str>, u64) = (Vec::new(), 1);
    for keys in [&["tags", "keywords"][..], &["tag"], &["categories"], &["category"]] {
        let Some(member) = parts.find(keys)? else { continue };
        line = member.line;
        let are_words =
            member.is_plain && ["tags", "categories"].contains(&member.key.as_str()) && !member.values[0].contains(',');
        let split = |c: char| c == ',' || (are_words && c.is_whitespace());
        names.extend(member.values.iter().flat_map(|value| value.split(split)).map(str::trim));
    }
    names.retain(|name| !name.is_empty() && !name.eq_ignore_ascii_case(NO_CATEGORY));
    let (tags, lost) = translation::tags(names.into_iter().map(|name| Tagged { name, ..Tagged::default() }));
    told.extend(lost.into_iter().map(|why| (line, why)));
    Ok(tags)
}

/// Where a file says that its post stands or stood.
fn paths(parts: &Parts<'_>) -> Vec<String> {
    let said = ["permalink", "url", "aliases", "redirect_from"].iter().filter_map(|key| parts.find(&[*key]).ok()?);
    let paths = said.flat_map(|member| member.values.iter());
    paths.filter(|path| path.starts_with('/') && !path.contains(':')).cloned().collect()
}

fn time(member: &Member) -> Result<DateTime<Utc>, Wrong> {
    let text = member.values[0].as_str();
    let whole = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc)).ok();
    let zoned = || DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z").map(|time| time.with_timezone(&Utc)).ok();
    let local = || {
        let forms = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
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
}
