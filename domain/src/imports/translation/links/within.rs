//! Addresses of the site itself.

use url::Url;

use super::{
    model::Links,
    name::{Name, key, path},
};

/// What Ghost writes for the address of its site.
pub(super) const GHOST_SITE: &str = "__GHOST_URL__";

/// A site whose address is not known.
pub(super) const NOWHERE: &str = "https://nowhere.invalid/";

/// First parts of addresses of lists and files, behind which a name is none of a post.
const NO_POSTS: [&str; 9] =
    ["author", "category", "content", "feed", "page", "tag", "wp-admin", "wp-content", "wp-includes"];

impl Links {
    pub(super) fn resolved(&self, address: &str) -> Option<Url> {
        let site = self.origin.as_ref().map_or(NOWHERE, Url::as_str);
        let address = address.trim();
        match address.strip_prefix(GHOST_SITE) {
            Some(rest) => Url::parse(&format!("{site}{}", rest.trim_start_matches('/'))).ok(),
            None => Url::parse(site).ok()?.join(address).ok(),
        }
    }

    /// The address, where it is one of the site itself.
    pub(super) fn within(&self, address: &str) -> Option<Url> {
        let url = self.resolved(address)?;
        let site = match &self.origin {
            Some(site) => site.clone(),
            None => Url::parse(NOWHERE).ok()?,
        };
        let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
        let is_within = ["http", "https"].contains(&url.scheme()) && host(&url) == host(&site);
        (is_within && format!("{}/", url.path()).starts_with(site.path())).then_some(url)
    }

    pub(super) fn place_at(&self, url: &Url) -> Option<u32> {
        let number = url.query_pairs().find(|(name, _)| name == "p");
        if let Some((_, id)) = number {
            return self.place(Name::Id(&id));
        }
        let path = path(url);
        if let Some(place) = self.places.get(&key("path", &path)) {
            return Some(*place);
        }
        let first = path.split('/').next().unwrap_or_default();
        if NO_POSTS.contains(&first) {
            return None;
        }
        self.place(Name::Slug(path.rsplit('/').next()?))
    }
}
