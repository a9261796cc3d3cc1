//! Where a link leads.

use std::sync::atomic::Ordering::Relaxed;

use super::{model::Links, within::NOWHERE};

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
