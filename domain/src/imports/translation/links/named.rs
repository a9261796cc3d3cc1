//! Which post a name leads to.

use super::{
    model::Links,
    name::{Name, hash, key, path},
};
use crate::slug;

impl Links {
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
    pub(in crate::imports::translation) fn is_free(&self, slug: &str, place: u32) -> bool {
        self.place(Name::Slug(slug)).is_none_or(|of| of == place)
    }

    /// Gives the post at a place another slug. What led to it still does.
    pub(in crate::imports::translation) fn rename(&mut self, place: u32, slug: &str) {
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
}
