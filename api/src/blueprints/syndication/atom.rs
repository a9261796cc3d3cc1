//! Atom (RFC 4287).

use std::fmt::Display;

use chrono::{DateTime, SecondsFormat, Utc};
use presswork_domain::{
    Result,
    posts::Post,
    syndication::{About, Feed, Site},
    tags::Tag,
    users::User,
};
use serde::Serialize;

use super::{
    json_feed,
    xml::{self, legal},
};

/// The media type.
pub const TYPE: &str = "application/atom+xml; charset=utf-8";
/// The ending of its addresses.
pub const ENDING: &str = "xml";

#[derive(Serialize)]
struct AtomFeed {
    #[serde(rename = "@xmlns")]
    namespace: &'static str,
    id: String,
    title: String,
    updated: String,
    link: Vec<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Person>,
    generator: &'static str,
    entry: Vec<Entry>,
}

#[derive(Serialize)]
struct Link {
    #[serde(rename = "@rel")]
    rel: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@href")]
    href: String,
    #[serde(rename = "@length", skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
}

#[derive(Serialize)]
struct Person {
    name: String,
    uri: String,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    updated: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    author: Person,
    link: Vec<Link>,
    category: Vec<Category>,
    summary: String,
    content: Content,
}

#[derive(Serialize)]
struct Category {
    #[serde(rename = "@term")]
    term: String,
    #[serde(rename = "@label")]
    label: String,
}

#[derive(Serialize)]
struct Content {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@xml:base")]
    base: String,
    #[serde(rename = "$text")]
    html: String,
}

/// Writes a feed.
///
/// # Errors
/// `internal`: a bug.
pub fn write(site: &Site, feed: &Feed) -> Result<String> {
    let link = |rel, kind, href| Link { rel, kind, href, length: None };
    let author = match &feed.about {
        About::Author(user) => Some(person(site, user)),
        About::Site | About::Tag(_) => None,
    };
    let feed = AtomFeed {
        namespace: "http://www.w3.org/2005/Atom",
        id: urn(feed.id),
        title: legal(&feed.title),
        updated: time(feed.updated),
        link: vec![
            link("self", "application/atom+xml", site.feed(&feed.about, ENDING)),
            link("alternate", "text/html", site.about(&feed.about)),
            link("alternate", json_feed::TYPE, site.feed(&feed.about, json_feed::ENDING)),
        ],
        author,
        generator: "Presswork",
        entry: feed.posts.iter().map(|post| entry(site, post)).collect(),
    };
    xml::document("feed", &feed)
}

fn entry(site: &Site, post: &Post) -> Entry {
    let url = site.post(post);
    let page = Link { rel: "alternate", kind: "text/html", href: legal(&url), length: None };
    let cover = site.cover(post, json_feed::COVER_WIDTH, u32::MAX);
    let cover = cover.map(|(href, file)| Link { rel: "enclosure", kind: "image/jpeg", href, length: Some(file.bytes) });
    // An author whom nobody can look up any more has a name all the same: RFC 4287 wants one.
    let nobody = || Person { name: site.title.clone(), uri: format!("{}/", site.url) };
    Entry {
        id: urn(post.id.uuid()),
        title: legal(&post.title),
        updated: time(post.updated_at),
        published: post.published_at.map(time),
        author: post.author.as_ref().map_or_else(nobody, |user| person(site, user)),
        link: [page].into_iter().chain(cover).collect(),
        category: post.tags.iter().flatten().map(category).collect(),
        summary: legal(&post.excerpt),
        content: Content { kind: "html", base: legal(&url), html: legal(&site.html(post)) },
    }
}

fn person(site: &Site, user: &User) -> Person {
    Person { name: legal(&user.display_name), uri: site.user(user) }
}

fn category(tag: &Tag) -> Category {
    Category { term: tag.slug.clone(), label: legal(&tag.name) }
}

fn urn(id: impl Display) -> String {
    format!("urn:uuid:{id}")
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
