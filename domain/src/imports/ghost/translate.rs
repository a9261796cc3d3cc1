//! The posts of an export.

use std::{collections::HashMap, sync::Arc};

use chrono::DateTime;

use super::{
    lexical, mobiledoc,
    record::Record,
    rows::{self, Row, Tables},
    shelf::Shelf,
    survey::{Survey, Tag, is_page, post_id},
};
use crate::{
    Result,
    ids::UserId,
    imports::translation::{
        About, Converter, Findings, Here, Links, Name, NewArchive, NewPost, People, Standing, Tagged, Translation,
        Words, address, cut, key, said, source_block, tags, time,
    },
    posts::details,
};

/// What the things in it are called.
const POSTS: &str = "posts";

/// Makes an archive of a site of an export that was surveyed.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; `internal` when the disk is full.
pub(in crate::imports) fn translate(survey: Survey, people: People, here: Here) -> Result<Translation> {
    let Survey { document, links, former, findings, tags, tagged, authors, more, .. } = survey;
    let links = Arc::new(links);
    let mut posts = Posts {
        converter: Converter::new(&links),
        archive: NewArchive::new(&here.scratch, here.tags, here.now)?,
        findings,
        links: Arc::clone(&links),
        people,
        former,
        tags,
        tagged,
        authors,
        more,
    };
    document.read(|bounded| rows::read(bounded, &mut posts))?;
    let Posts { archive, mut findings, .. } = posts;
    if links.are_homeless() {
        let reason = "pictures and links of the site itself lead nowhere: say where it was, as its origin";
        findings.add(POSTS, None, reason.to_owned());
    }
    let (archive, sources) = archive.finish()?;
    let (sha256, origin) = (document.sha256, links.origin());
    Ok(Translation { archive, sha256, sources, findings, things: POSTS, others: 0, origin })
}

struct Posts {
    converter: Converter,
    archive: NewArchive,
    findings: Findings,
    links: Arc<Links>,
    people: People,
    former: HashMap<u32, Vec<String>>,
    tags: HashMap<u128, Tag>,
    tagged: HashMap<u128, Vec<(i64, u128)>>,
    authors: HashMap<u128, (i64, Box<str>)>,
    more: Shelf,
}

impl Tables for Posts {
    fn wants(&self, table: &str) -> bool {
        table == POSTS
    }

    fn row(&mut self, _: &str, row: Row) -> Result<()> {
        let name = format!("post {}, {:.200}", row.place, row.record.text("slug").unwrap_or("without a slug"));
        if is_page(&row) {
            self.tell(&row, &format!("{name}: pages do not come"));
            return Ok(());
        }
        let Some(id) = row.record.text("id") else {
            self.tell(&row, &format!("{name}: it has no id"));
            return Ok(());
        };
        if self.archive.has(post_id(id)) {
            self.tell(&row, &format!("{name}: a post that stands before it has the same id, {id:.40}"));
            return Ok(());
        }
        let heading = row.record.text("title").unwrap_or_default();
        let read = text(&row.record);
        let words =
            read.and_then(|(html, text)| Ok((Words::of((&self.links, &self.converter), id, heading, &html)?, text)));
        match words {
            Ok(words) => self.post(id, &row, words, &name),
            Err(reason) => {
                self.tell(&row, &format!("{name}: {reason}"));
                Ok(())
            }
        }
    }
}

impl Posts {
    fn tell(&mut self, row: &Row, reason: &str) {
        self.findings.add(POSTS, Some(row.line), reason.to_owned());
    }

    fn author(&mut self, id: &str, post: &Record) -> Result<UserId> {
        let first = self.authors.get(&key("post", id)).map(|(_, author)| author.as_ref());
        let author = first.or_else(|| post.text("author_id")).unwrap_or_default();
        self.people.author(author, &mut self.archive, &mut self.findings)
    }

    fn post(&mut self, id: &str, row: &Row, (words, text): (Words, &str), name: &str) -> Result<()> {
        let post = &row.record;
        let more = self.more.get(id)?;
        let (standing, limit) = standing(post, &more);
        let mut tagged = self.tagged.get(&key("post", id)).cloned().unwrap_or_default();
        tagged.sort_unstable();
        let tagged = tagged.iter().filter_map(|(_, tag)| self.tags.get(tag));
        let (tags, lost) =
            tags(tagged.map(|it| Tagged { name: &it.name, slug: &it.slug, description: &it.description }));
        let second = second(post, &more);
        for reason in limit.map(str::to_owned).into_iter().chain(words.told).chain(second).chain(lost) {
            self.tell(row, &format!("{name}: {reason}"));
        }
        let created_at = time(post.text("created_at")).or_else(|| time(post.text("published_at")));
        let created_at = created_at.unwrap_or(DateTime::UNIX_EPOCH);
        let former = self.links.place(Name::Id(id)).and_then(|place| self.former.remove(&place));
        let post = NewPost {
            id: post_id(id),
            author: self.author(id, post)?,
            title: words.title,
            slug: words.slug,
            former_slugs: former.unwrap_or_default(),
            standing,
            comments_locked: false,
            created_at,
            updated_at: time(post.text("updated_at")).unwrap_or(created_at).max(created_at),
            about: self.about(post, &more),
            tags,
            markdown: words.markdown,
            said: said(&[post.text("slug").unwrap_or_default(), text, picture(post, &more).unwrap_or_default()]),
        };
        self.archive.post(&post, name).map(drop)
    }

    fn about(&self, post: &Record, more: &Record) -> About {
        let text = |name| more.text(name).or_else(|| post.text(name));
        let line = |name, most| cut(text(name), most);
        About {
            excerpt: line("custom_excerpt", details::EXCERPT_MAX),
            canonical_url: text("canonical_url").and_then(|it| address(self.links.absolute(it).as_deref())),
            meta_title: line("meta_title", details::META_TITLE_MAX),
            meta_description: line("meta_description", details::META_DESCRIPTION_MAX),
            social_title: line("og_title", details::META_TITLE_MAX),
            social_description: line("og_description", details::META_DESCRIPTION_MAX),
            social_image: picture(post, more).and_then(|it| address(self.links.absolute(it).as_deref())),
        }
    }
}

/// The picture that stands for a post, as its source has it: the one above its text comes first, which everybody sees.
fn picture<'a>(post: &'a Record, more: &'a Record) -> Option<&'a str> {
    pictures(post, more).next()
}

fn pictures<'a>(post: &'a Record, more: &'a Record) -> impl Iterator<Item = &'a str> {
    let names = ["feature_image", "og_image", "twitter_image"];
    names.into_iter().filter_map(move |name| more.text(name).or_else(|| post.text(name)))
}

/// What is to be told of a post that has another picture for those who share it.
fn second(post: &Record, more: &Record) -> Option<String> {
    let first = picture(post, more);
    let is_other = pictures(post, more).any(|it| Some(it) != first);
    is_other
        .then(|| "of its pictures only the one above its text comes, and not that for those who share it".to_owned())
}

/// Where a post stands here, and what is to be told where that is not where it stood there.
fn standing(post: &Record, more: &Record) -> (Standing, Option<&'static str>) {
    let published = time(post.text("published_at"));
    let is_for_all = matches!(post.text("visibility"), None | Some("public"));
    match (post.text("status"), published) {
        (Some("sent"), _) => (Standing::Draft, Some("it was sent by mail only, and comes as a draft")),
        _ if more.is("email_only") => (Standing::Draft, Some("it was to be sent by mail only, and comes as a draft")),
        (Some("published" | "scheduled"), _) if !is_for_all => {
            (Standing::Draft, Some("not everybody could read it, and it comes as a draft"))
        }
        (Some("published"), Some(at)) => (Standing::Published(at), None),
        (Some("scheduled"), Some(at)) => (Standing::Scheduled(at), None),
        (Some("published" | "scheduled"), None) => {
            (Standing::Draft, Some("nobody knows when, and it comes as a draft"))
        }
        _ => (Standing::Draft, None),
    }
}

/// The text of a post as HTML, of the first format that can be read, and as it stands there.
fn text(post: &Record) -> Result<(String, &str), String> {
    let shown = || post.text("html").map(|html| (html.to_owned(), html));
    let kept = match (post.text("lexical"), post.text("mobiledoc")) {
        (Some(document), _) => Some((lexical::html(document), document)),
        (None, Some(document)) => Some((mobiledoc::html(document), document)),
        (None, None) => None,
    };
    match kept {
        Some((Ok(html), document)) => Ok((html, document)),
        Some((Err(reason), _)) => shown().ok_or(reason),
        None => {
            let written = || post.text("markdown").map(|markdown| (source_block(markdown), markdown));
            Ok(shown().or_else(written).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(json: &str) -> Record {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_not_everybody_could_read_is_a_draft() {
        let published = Standing::Published("2020-01-02T03:04:05Z".parse().unwrap());
        for (status, visibility, expected) in [
            ("published", "public", published),
            ("published", "paid", Standing::Draft),
            ("published", "members", Standing::Draft),
            ("scheduled", "tiers", Standing::Draft),
            ("sent", "public", Standing::Draft),
            ("draft", "public", Standing::Draft),
            ("unheard-of", "public", Standing::Draft),
        ] {
            let post = format!(
                "{{\"status\": \"{status}\", \"visibility\": \"{visibility}\", \"published_at\": \"2020-01-02T03:04:05.000Z\"}}"
            );
            assert_eq!(standing(&record(&post), &Record::default()).0, expected, "{status} {visibility}");
        }
        let mailed = standing(&record("{\"status\": \"scheduled\"}"), &record("{\"email_only\": 1}"));
        assert!(mailed.0 == Standing::Draft && mailed.1.is_some());
    }

    #[test]
    fn the_picture_above_the_text_comes_before_that_for_sharing_which_is_told() {
        for (post, more, first, is_told) in [
            ("{\"feature_image\": \"a\"}", "{}", Some("a"), false),
            ("{\"feature_image\": \"a\"}", "{\"og_image\": \"b\"}", Some("a"), true),
            ("{\"feature_image\": \"a\", \"og_image\": \"a\"}", "{}", Some("a"), false),
            ("{}", "{\"twitter_image\": \"c\"}", Some("c"), false),
            ("{}", "{}", None, false),
        ] {
            let (post, more) = (record(post), record(more));
            assert_eq!((picture(&post, &more), second(&post, &more).is_some()), (first, is_told));
        }
    }

    #[test]
    fn the_first_format_that_can_be_read_is_taken() {
        let lexical = r#"{\"root\": {\"children\": [{\"type\": \"hr\"}]}}"#;
        for (post, expected) in [
            (format!("{{\"lexical\": \"{lexical}\", \"html\": \"<p>no</p>\"}}"), "<hr>"),
            ("{\"lexical\": \"broken\", \"html\": \"<p>yes</p>\"}".to_owned(), "<p>yes</p>"),
            ("{\"mobiledoc\": \"{\\\"sections\\\": [[2, \\\"a\\\"]]}\"}".to_owned(), "<img src=\"a\">"),
            ("{}".to_owned(), ""),
        ] {
            assert_eq!(text(&record(&post)).unwrap().0, expected, "{post}");
        }
        assert!(text(&record("{\"lexical\": \"broken\"}")).is_err());
    }
}
