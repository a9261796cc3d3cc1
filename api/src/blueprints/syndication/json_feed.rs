//! JSON Feed 1.1 (jsonfeed.org).

use presswork_domain::{
    Error, Result,
    posts::Post,
    syndication::{About, Feed, Site},
    users::User,
};
use serde::Serialize;

use crate::scalars::Time;

/// The media type.
pub const TYPE: &str = "application/feed+json";
/// How wide covers are in feeds at most, in pixels.
pub const COVER_WIDTH: u32 = 1280;
/// The ending of its addresses.
pub const ENDING: &str = "json";

#[derive(Serialize)]
struct JsonFeed {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Author {
    name: String,
    url: String,
}

#[derive(Serialize)]
struct Item {
    id: String,
    url: String,
    title: String,
    content_html: String,
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<Time>,
    date_modified: Time,
    authors: Vec<Author>,
    tags: Vec<String>,
}

/// Writes a feed.
///
/// # Errors
/// `internal`: a bug.
pub fn write(site: &Site, feed: &Feed) -> Result<Vec<u8>> {
    let authors = match &feed.about {
        About::Author(user) => vec![author(site, user)],
        About::Site | About::Tag(_) => Vec::new(),
    };
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: feed.title.clone(),
        home_page_url: site.about(&feed.about),
        feed_url: site.feed(&feed.about, ENDING),
        authors,
        items: feed.posts.iter().map(|post| item(site, post)).collect(),
    };
    serde_json::to_vec(&feed).map_err(Error::internal)
}

fn item(site: &Site, post: &Post) -> Item {
    Item {
        id: format!("urn:uuid:{}", post.id.uuid()),
        url: site.post(post),
        title: post.title.clone(),
        content_html: site.html(post),
        summary: post.excerpt.clone(),
        image: image(site, post),
        date_published: post.published_at.map(Time::from),
        date_modified: post.updated_at.into(),
        authors: post.author.iter().map(|user| author(site, user)).collect(),
        tags: post.tags.iter().flatten().map(|tag| tag.name.clone()).collect(),
    }
}

/// Its cover, else the picture where it is shared.
fn image(site: &Site, post: &Post) -> Option<String> {
    let cover = site.cover(post, COVER_WIDTH, u32::MAX).map(|(url, _)| url);
    cover.or_else(|| post.details.social_image.clone())
}

fn author(site: &Site, user: &User) -> Author {
    Author { name: user.display_name.clone(), url: site.user(user) }
}
