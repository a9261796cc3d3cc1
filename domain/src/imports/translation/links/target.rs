//! Where a link leads.

use std::sync::atomic::Ordering::Relaxed;

use super::{
    model::Links,
    within::{GHOST_SITE, NOWHERE},
};
use crate::platform::targets;

impl Links {
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

    /// Markdown in which the links and pictures of the site lead where those of HTML do.
    pub(in crate::imports) fn in_source(&self, markdown: &str) -> String {
        let led = |address: &str| self.target(address).unwrap_or_else(|| address.to_owned());
        let text = targets::readdressed(markdown, led);
        if !text.contains(GHOST_SITE) {
            return text;
        }
        // What stands in HTML within it, or bare.
        if self.origin.is_none() {
            self.homeless.store(true, Relaxed);
        }
        text.replace(GHOST_SITE, &self.origin().unwrap_or_default())
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
}
