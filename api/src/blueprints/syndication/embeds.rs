//! oEmbed 1.0 (oembed.com): what is shown of a post where somebody embeds it.

use askama::Template;
use presswork_domain::{Error, Result, posts::Post, syndication::Site};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use utoipa::{IntoParams, ToSchema};

use super::xml::legal;

/// How wide and how high it likes to be, in pixels.
const SIZE: (u32, u32) = (600, 200);
/// How wide a picture of it is at most, in pixels.
const THUMBNAIL: u32 = 640;
/// How long it may be shown without asking again, in seconds.
const CACHE_AGE: u32 = 3600;

/// What is to be embedded. Consumers may send more; it is passed over, as the specification has it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OembedParams {
    /// The address of the page of a post.
    #[param(example = "https://press.example/posts/hello-world")]
    pub url: String,
    /// `json` or `xml`; `json` when missing.
    #[param(example = "json", pattern = "^(json|xml)$")]
    pub format: Option<String>,
    /// How wide it may be at most, in pixels.
    pub maxwidth: Option<u32>,
    /// How high it may be at most, in pixels.
    pub maxheight: Option<u32>,
}

/// What is shown of a post, in the terms of oEmbed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Oembed {
    /// The version of oEmbed.
    #[schema(example = "1.0")]
    pub version: &'static str,
    /// How it is shown: by HTML.
    #[schema(example = "rich")]
    pub r#type: &'static str,
    /// The heading.
    #[schema(example = "Hello, world")]
    pub title: String,
    /// Who wrote it.
    #[schema(example = "Ada Lovelace")]
    pub author_name: String,
    /// Their page.
    #[schema(example = "https://press.example/users/ada")]
    pub author_url: String,
    /// The name of the site.
    #[schema(example = "Presswork")]
    pub provider_name: String,
    /// The address of the site.
    #[schema(example = "https://press.example/")]
    pub provider_url: String,
    /// How long it may be shown without asking again, in seconds.
    #[schema(example = 3600)]
    pub cache_age: u32,
    /// What is shown: HTML without scripts that is safe to put into a page.
    pub html: String,
    /// How wide it likes to be, in pixels.
    #[schema(example = 600)]
    pub width: u32,
    /// How high it likes to be, in pixels.
    #[schema(example = 200)]
    pub height: u32,
    /// The address of a picture of it, no larger than asked for; missing when it has no cover.
    #[schema(example = "https://press.example/v1/media/media_01h455vb4pex5vsknk084sn02q/640.jpg")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// How wide the picture is, in pixels.
    #[schema(example = 640)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_width: Option<u32>,
    /// How high the picture is, in pixels.
    #[schema(example = 480)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_height: Option<u32>,
}

#[derive(Template)]
#[template(path = "embed.html")]
struct Shown<'a> {
    url: &'a str,
    title: &'a str,
    excerpt: &'a str,
    author: &'a str,
    site: &'a str,
}

/// What is shown of a post.
///
/// # Errors
/// `internal`: a bug.
pub fn of(site: &Site, post: &Post, params: &OembedParams) -> Result<Oembed> {
    let (author, author_url) = match &post.author {
        Some(user) => (legal(&user.display_name), site.user(user)),
        None => (site.title.clone(), format!("{}/", site.url)),
    };
    let (url, title, excerpt) = (legal(&site.post(post)), legal(&post.title), legal(&post.excerpt));
    let most = [params.maxwidth.unwrap_or(THUMBNAIL).min(THUMBNAIL), params.maxheight.unwrap_or(u32::MAX)];
    let thumbnail = site.cover(post, most[0], most[1]);
    let (thumbnail_width, thumbnail_height) = thumbnail.as_ref().map(|(_, file)| (file.width, file.height)).unzip();
    let shown = Shown { url: &url, title: &title, excerpt: &excerpt, author: &author, site: &site.title };
    Ok(Oembed {
        version: "1.0",
        r#type: "rich",
        html: shown.render().map_err(Error::internal)?.trim().to_owned(),
        title,
        author_name: author,
        author_url,
        provider_name: site.title.clone(),
        provider_url: format!("{}/", site.url),
        cache_age: CACHE_AGE,
        width: params.maxwidth.map_or(SIZE.0, |most| most.min(SIZE.0)),
        height: params.maxheight.map_or(SIZE.1, |most| most.min(SIZE.1)),
        thumbnail_url: thumbnail.map(|(url, _)| url),
        thumbnail_width,
        thumbnail_height,
    })
}

/// The same question about another address.
pub fn asked_of(address: &str, params: &OembedParams) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("url", address);
    if let Some(format) = &params.format {
        query.append_pair("format", format);
    }
    for (name, size) in [("maxwidth", params.maxwidth), ("maxheight", params.maxheight)] {
        if let Some(size) = size {
            query.append_pair(name, &size.to_string());
        }
    }
    query.finish()
}

/// Whether it could be the name of a format, such as `yaml`: what is not even that is a mistake of who asks, and not
/// something that might be there one day.
pub fn names_a_format(text: &str) -> bool {
    let rest = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.len() > 1 && text.as_bytes()[0].is_ascii_alphabetic() && text.bytes().all(rest)
}

/// Refuses a size that nothing fits in.
///
/// # Errors
/// Faults of the parameters.
pub fn check(params: &OembedParams) -> Result<()> {
    for (name, size) in [("/maxwidth", params.maxwidth), ("/maxheight", params.maxheight)] {
        if size == Some(0) {
            return Err(Error::invalid(name, "out_of_range", "at least 1"));
        }
    }
    Ok(())
}
