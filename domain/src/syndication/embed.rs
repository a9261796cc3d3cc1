//! What is shown of a post where somebody embeds it.

use url::Url;

use super::Site;
use crate::{
    Actor, Context, Error, Result,
    posts::{self, Post, PostInclude, PostRef},
};

/// Where the pages of posts are, below the site and below the API.
const FOLDERS: [&str; 2] = ["/posts/", "/v1/posts/"];

/// What there is at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Embed {
    /// A post, with its author.
    Post(Box<Post>),
    /// A post that has another address now: this one.
    Moved(String),
}

/// The post whose page has this address, here or where it was before.
///
/// # Errors
/// `not_found` when there is none that anybody may see.
pub async fn embed(cx: &Context, address: &str) -> Result<Embed> {
    let cx = cx.clone().with_actor(Actor::Anonymous);
    let site = Site::of(&cx);
    let slug = slug(&site, address).ok_or(Error::not_found("post"))?;
    let include = PostInclude { author: true, cover: true, ..PostInclude::default() };
    let found = posts::get(&cx, &PostRef::Slug(slug), include).await?;
    if found.moved {
        return Ok(Embed::Moved(site.page(&found.post.slug)));
    }
    Ok(Embed::Post(Box::new(found.post)))
}

/// The slug in the address of a page.
fn slug(site: &Site, address: &str) -> Option<String> {
    let asked = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let below = |base: &str| {
        let base = Url::parse(base).ok()?;
        let is_here = base.host() == asked.host() && base.port() == asked.port();
        asked.path().strip_prefix(base.path().trim_end_matches('/')).filter(|_| is_here)
    };
    let path = [&site.url, &site.api].into_iter().filter_map(|base| below(base));
    let slugs = path.filter_map(|path| FOLDERS.iter().find_map(|folder| path.strip_prefix(folder)));
    let mut slugs = slugs.map(|slug| slug.trim_end_matches('/'));
    slugs.find(|slug| !slug.is_empty() && !slug.contains(['/', '_'])).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_known_by_the_addresses_of_its_page() {
        let site =
            Site { title: String::new(), url: "https://blog.example/all".into(), api: "http://127.0.0.1:8080".into() };
        for (address, found) in [
            ("https://blog.example/all/posts/hello", Some("hello")),
            ("http://BLOG.example/all/posts/hello/?utm=x#top", Some("hello")),
            ("http://127.0.0.1:8080/v1/posts/hello", Some("hello")),
            ("https://blog.example/posts/hello", None),
            ("https://blog.example:81/all/posts/hello", None),
            ("https://other.example/all/posts/hello", None),
            ("https://blog.example/all/posts/", None),
            ("https://blog.example/all/posts/a/b", None),
            ("http://127.0.0.1:8080/v1/posts/post_01h2xcejqtf2nbrexx3vqjhp41", None),
            ("javascript://blog.example/all/posts/hello", None),
            ("nonsense", None),
        ] {
            assert_eq!(slug(&site, address).as_deref(), found, "{address}");
        }
    }
}
