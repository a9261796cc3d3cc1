//! The posts of a source, and where the source was.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use url::Url;

use crate::imports::translation::ENTRY;

/// The posts of a source by all names that lead to them, and where the source was.
pub(in crate::imports) struct Links {
    pub(super) origin: Option<Url>,
    /// The places of slugs by their names.
    pub(super) places: HashMap<u128, u32>,
    pub(super) slugs: Vec<Box<str>>,
    /// How long the slugs are together.
    pub(super) letters: usize,
    pub(super) homeless: AtomicBool,
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
}
