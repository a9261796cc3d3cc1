//! `[syndication]`: what feeds, the site map and embeds tell of the site.

use serde::{Deserialize, Serialize};

use super::{faults::Faults, http::is_base, masking::masked};

/// What feeds, the site map and embeds tell of the site.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Syndication {
    /// The name of the site.
    pub title: String,
    /// Where its pages are, without a trailing slash; empty means where the API is.
    pub site_url: String,
    /// How many posts a feed has, the newest.
    pub entries: u32,
}

impl Syndication {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let named = (1..=200).contains(&self.title.trim().chars().count()) && !self.title.contains(char::is_control);
        faults.require(named, "syndication.title", "1 to 200 characters", &self.title);
        let site = self.site_url.is_empty() || is_base(&self.site_url);
        let expected = "an address such as \"https://blog.example\", without user, query or trailing slash, or nothing";
        faults.require(site, "syndication.site_url", expected, &masked(&self.site_url));
        faults.within("syndication.entries", self.entries, 1..=100);
    }
}
