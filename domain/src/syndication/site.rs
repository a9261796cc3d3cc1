//! The addresses of what people read.

use super::About;
use crate::{Context, posts::Post, tags::Tag, users::User};

/// The site, as far as others link to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// What it is called.
    pub title: String,
    /// Where its pages are, without a trailing slash.
    pub url: String,
    /// Where its feeds and its API are, without a trailing slash.
    pub api: String,
}

impl Site {
    /// As the settings have it.
    #[must_use]
    pub fn of(cx: &Context) -> Self {
        let settings = cx.settings();
        let title = settings.syndication.title.trim().to_owned();
        Self { title, url: settings.site_url(), api: settings.public_url(settings.http.port) }
    }

    /// The page of a post here.
    #[must_use]
    pub fn page(&self, slug: &str) -> String {
        format!("{}/posts/{slug}", self.url)
    }

    /// Where a post is read: where it was published first.
    #[must_use]
    pub fn post(&self, post: &Post) -> String {
        post.details.canonical_url.clone().unwrap_or_else(|| self.page(&post.slug))
    }

    /// The page of a person.
    #[must_use]
    pub fn user(&self, user: &User) -> String {
        format!("{}/users/{}", self.url, user.username)
    }

    /// The page of a tag.
    #[must_use]
    pub fn tag(&self, tag: &Tag) -> String {
        format!("{}/tags/{}", self.url, tag.slug)
    }

    /// The page that a feed belongs to.
    #[must_use]
    pub fn about(&self, about: &About) -> String {
        match about {
            About::Site => format!("{}/", self.url),
            About::Author(user) => self.user(user),
            About::Tag(tag) => self.tag(tag),
        }
    }

    /// The address of a feed, with the ending of its form.
    #[must_use]
    pub fn feed(&self, about: &About, ending: &str) -> String {
        let folder = match about {
            About::Site => String::new(),
            About::Author(user) => format!("/users/{}", user.username),
            About::Tag(tag) => format!("/tags/{}", tag.slug),
        };
        format!("{}{folder}/feed.{ending}", self.api)
    }
}
