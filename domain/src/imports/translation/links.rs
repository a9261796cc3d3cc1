//! Where addresses in a source lead.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use sha2::{Digest, Sha256};
use url::Url;

use super::ENTRY;
use crate::slug;

/// What Ghost writes for the address of its site.
const GHOST_SITE: &str = "__GHOST_URL__";
/// A site whose address is not known.
const NOWHERE: &str = "https://nowhere.invalid/";
/// First parts of addresses of lists and files, behind which a name is none of a post.
const NO_POSTS: [&str; 9] =
    ["author", "category", "content", "feed", "page", "tag", "wp-admin", "wp-content", "wp-includes"];

/// A name of a post in the source.
#[derive(Debug, Clone, Copy)]
pub(in crate::imports) enum Name<'a> {
    /// Its id there.
    Id(&'a str),
    /// The last part of its address.
    Slug(&'a str),
    /// Its address.
    Address(&'a str),
}

/// The posts of a source by all names that lead to them, and where the source was.
pub(in crate::imports) struct Links {
    origin: Option<Url>,
    /// The places of slugs by their names.
    places: HashMap<u128, u32>,
    slugs: Vec<Box<str>>,
    /// How long the slugs are together.
    letters: usize,
    homeless: AtomicBool,
}

/// What stands for a name, in little room.
pub(in crate::imports) fn key(kind: &str, name: &str) -> u128 {
    let hash = Sha256::digest(format!("{kind}\n{name}"));
    hash.iter().take(16).fold(0, |key, byte| key << 8 | u128::from(*byte))
}

impl Links {
    /// None yet, of the site at this base address.
    pub(in crate::imports) fn new(origin: Option<&str>) -> Self {
        let origin = origin.and_then(|text| Url::parse(&format!("{}/", text.trim().trim_end_matches('/'))).ok());
        let origin = origin.filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
        Self { origin, places: HashMap::new(), slugs: Vec::new(), letters: 0, homeless: AtomicBool::new(false) }
    }

    /// The base address of the site, without a trailing slash.
    pub(in crate::imports) fn origin(&self) -> Option<String> {
        self.origin.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned())
    }

    /// How much memory they take, in bytes.
    pub(in crate::imports) fn bytes(&self) -> usize {
        self.places.len() * ENTRY + self.slugs.len() * size_of::<Box<str>>() + self.letters
    }

    /// Whether something led to the site, and nobody knows where that was.
    pub(in crate::imports) fn are_homeless(&self) -> bool {
        self.homeless.load(Relaxed)
    }

    /// Takes a post in: `wanted` is made a slug that no other of the source has. Tells its place, and none for an id that is here already.
    pub(in crate::imports) fn add(&mut self, id: &str, wanted: &str) -> Option<u32> {
        let place = u32::try_from(self.slugs.len()).ok()?;
        if self.places.contains_key(&self.key(Name::Id(id))?) {
            return None;
        }
        let own = &hash(id)[..8];
        let mut slug =
            Some(slug::make(wanted)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| format!("post-{own}"));
        if self.place(Name::Slug(&slug)).is_some() {
            slug = slug::with_suffix(&slug, own);
        }
        self.letters += slug.len();
        self.slugs.push(slug.as_str().into());
        self.lead(Name::Slug(&slug), place);
        self.lead(Name::Id(id), place);
        Some(place)
    }

    /// Makes a name lead to a post, unless it leads to another.
    pub(in crate::imports) fn lead(&mut self, name: Name<'_>, place: u32) {
        if let Some(key) = self.key(name) {
            self.places.entry(key).or_insert(place);
        }
    }

    /// The slug of the post at a place.
    pub(in crate::imports) fn slug_at(&self, place: u32) -> Option<&str> {
        self.slugs.get(usize::try_from(place).ok()?).map(AsRef::as_ref)
    }

    /// Whether no other post of the source has a slug.
    pub(super) fn is_free(&self, slug: &str, place: u32) -> bool {
        self.place(Name::Slug(slug)).is_none_or(|of| of == place)
    }

    /// Gives the post at a place another slug. What led to it still does.
    pub(super) fn rename(&mut self, place: u32, slug: &str) {
        if let Some(of) = usize::try_from(place).ok().and_then(|place| self.slugs.get_mut(place)) {
            *of = slug.into();
            self.lead(Name::Slug(slug), place);
        }
    }

    /// The slug of the post that a name leads to.
    pub(in crate::imports) fn slug(&self, name: Name<'_>) -> Option<&str> {
        self.slug_at(self.place(name)?)
    }

    /// The place of the post that a name leads to.
    pub(in crate::imports) fn place(&self, name: Name<'_>) -> Option<u32> {
        self.places.get(&self.key(name)?).copied()
    }

    fn key(&self, name: Name<'_>) -> Option<u128> {
        Some(match name {
            Name::Id(id) => key("id", id),
            Name::Slug(slug) => key("slug", slug),
            Name::Address(address) => key("path", &path(&self.within(address)?)),
        })
    }

    /// Where a link in a post leads: to another post by its slug, as seen from the page of any; elsewhere by an absolute address. None
    /// where nobody should follow it.
    pub(in crate::imports) fn target(&self, address: &str) -> Option<String> {
        let address = address.trim();
        if let Some(place) = address.strip_prefix('#') {
            let is_plain = place.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c));
            return is_plain.then(|| address.to_owned());
        }
        match self.at(address).and_then(|place| self.slug_at(place)) {
            Some(slug) => Some(slug.to_owned()),
            None => self.absolute(address),
        }
    }

    /// The place of the post that an address of the site leads to.
    pub(in crate::imports) fn at(&self, address: &str) -> Option<u32> {
        self.place_at(&self.within(address)?)
    }

    /// An address as it can be followed from anywhere; none where it is none of the web or of mail.
    pub(in crate::imports) fn absolute(&self, address: &str) -> Option<String> {
        let url = self.resolved(address)?;
        if !["http", "https", "mailto"].contains(&url.scheme()) {
            return None;
        }
        let text = String::from(url);
        Some(match text.strip_prefix(NOWHERE) {
            Some(rest) => {
                self.homeless.store(true, Relaxed);
                format!("/{rest}")
            }
            None => text,
        })
    }

    fn resolved(&self, address: &str) -> Option<Url> {
        let site = self.origin.as_ref().map_or(NOWHERE, Url::as_str);
        let address = address.trim();
        match address.strip_prefix(GHOST_SITE) {
            Some(rest) => Url::parse(&format!("{site}{}", rest.trim_start_matches('/'))).ok(),
            None => Url::parse(site).ok()?.join(address).ok(),
        }
    }

    /// The address, where it is one of the site itself.
    fn within(&self, address: &str) -> Option<Url> {
        let url = self.resolved(address)?;
        let site = match &self.origin {
            Some(site) => site.clone(),
            None => Url::parse(NOWHERE).ok()?,
        };
        let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
        let is_within = ["http", "https"].contains(&url.scheme()) && host(&url) == host(&site);
        (is_within && format!("{}/", url.path()).starts_with(site.path())).then_some(url)
    }

    fn place_at(&self, url: &Url) -> Option<u32> {
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

/// The path of an address, as it is compared: without the slashes around it, and with its query where that is all there is.
fn path(url: &Url) -> String {
    let path = url.path().trim_matches('/').to_lowercase();
    match url.query() {
        Some(query) if path.is_empty() => format!("?{query}"),
        _ => path,
    }
}

fn hash(text: &str) -> String {
    crate::archive::hex(&Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(origin: Option<&str>) -> Links {
        let mut links = Links::new(origin);
        let rain = links.add("7", "rain").unwrap();
        links.lead(Name::Address("https://blog.example/2020/02/03/rain/"), rain);
        links.lead(Name::Slug("drizzle"), rain);
        let about = links.add("8", "Über uns").unwrap();
        links.lead(Name::Address("https://blog.example/?p=8"), about);
        links
    }

    #[test]
    fn links_to_posts_lead_to_the_posts_here() {
        let links = links(Some("https://blog.example"));
        for (address, target) in [
            ("https://blog.example/2020/02/03/rain/", Some("rain")),
            ("http://www.blog.example/2020/02/03/rain?utm=x", Some("rain")),
            ("/2020/02/03/drizzle/", Some("rain")),
            ("__GHOST_URL__/rain/", Some("rain")),
            ("https://blog.example/?p=8", Some("uber-uns")),
            ("https://blog.example/tag/rain/", Some("https://blog.example/tag/rain/")),
            ("/content/images/rain", Some("https://blog.example/content/images/rain")),
            ("https://other.example/rain/", Some("https://other.example/rain/")),
            ("#there", Some("#there")),
            ("mailto:me@example.org", Some("mailto:me@example.org")),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
        ] {
            assert_eq!(links.target(address).as_deref(), target, "{address}");
        }
        assert!(!links.are_homeless());
    }

    #[test]
    fn a_site_in_a_folder_has_no_addresses_beside_it() {
        let mut links = Links::new(Some("https://example.org/blog/"));
        links.add("1", "rain").unwrap();
        assert_eq!(links.target("https://example.org/blog/rain").unwrap(), "rain");
        assert_eq!(links.target("https://example.org/rain").unwrap(), "https://example.org/rain");
        assert_eq!(links.target("__GHOST_URL__/x.png").unwrap(), "https://example.org/blog/x.png");
        assert_eq!(links.origin().unwrap(), "https://example.org/blog");
    }

    #[test]
    fn without_a_site_it_is_noticed_that_addresses_lead_nowhere() {
        let links = links(None);
        assert_eq!(links.target("__GHOST_URL__/rain/").unwrap(), "rain");
        assert!(!links.are_homeless());
        assert_eq!(links.absolute("__GHOST_URL__/content/x.png").unwrap(), "/content/x.png");
        assert!(links.are_homeless() && links.origin().is_none());
    }

    #[test]
    fn every_post_has_a_slug_of_its_own_and_the_same_again() {
        let mut links = links(None);
        assert_eq!(links.add("7", "rain"), None, "which is here already");
        let other = links.add("9", "rain").unwrap();
        assert_eq!(links.slugs[other as usize].as_ref(), "rain-19581e27");
        let signs = links.add("10", "!!!").unwrap();
        assert!(links.slugs[signs as usize].starts_with("post-"));
    }
}
