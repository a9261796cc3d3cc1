//! The addresses of what people read.

use url::Url;

use super::About;
use crate::{
    Context,
    media::MediaVariant,
    platform::{markdown, targets},
    posts::Post,
    tags::Tag,
    users::User,
};

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

    /// The text of a post, with addresses that lead on from anywhere: below `/v1/` is the API, all else is seen from the page of the post.
    /// Takes a while for long texts: not for async threads, see [`Renderer`](crate::platform::Renderer).
    #[must_use]
    pub fn html(&self, post: &Post) -> String {
        markdown::readdressed(post.html.as_deref().unwrap_or_default(), self.lead(post))
    }

    /// The source of a post with the same addresses, to be read as text; none where it is not at hand. Takes as long.
    #[must_use]
    pub fn source(&self, post: &Post) -> Option<String> {
        post.markdown.as_deref().map(|source| targets::readdressed(source, self.lead(post)))
    }

    /// Where the relative addresses of a post lead.
    fn lead(&self, post: &Post) -> impl Fn(&str) -> String + Send + Sync + use<> {
        let (api, page) = (self.api.clone(), Url::parse(&self.page(&post.slug)).ok());
        move |address: &str| match &page {
            _ if address.starts_with('#') => address.to_owned(),
            _ if address.starts_with("/v1/") => format!("{api}{address}"),
            Some(page) => page.join(address).map_or_else(|_| address.to_owned(), String::from),
            None => address.to_owned(),
        }
    }

    /// The cover of a post as a JPEG of at most this size: its address, and what is there.
    #[must_use]
    pub fn cover<'a>(&self, post: &'a Post, width: u32, height: u32) -> Option<(String, &'a MediaVariant)> {
        let media = post.cover.as_ref()?;
        let variant = media.picture.as_ref()?.jpeg_within(width, height)?;
        Some((format!("{}{}", self.api, variant.path(media.id)), variant))
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
