//! Reading tags.

use crate::{
    Context, Error, Result,
    ids::{self, TagId},
    page::{Page, PageArgs, PageRequest},
    tags::{Tag, store},
};

/// A tag, and whether it was asked for by a former slug, or by one of a tag that was merged into it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The tag.
    pub tag: Tag,
    /// Asked for by a slug that is not its current one: the address has moved.
    pub moved: bool,
}

/// A tag by id, or by any slug that leads to it.
///
/// # Errors
/// `not_found`.
pub async fn get(cx: &Context, slug_or_id: &str) -> Result<Found> {
    let (tag, by_slug) = match ids::parse(slug_or_id) {
        Ok(id) => (find(cx, id).await?, false),
        Err(_) => (store::by_slug(cx, slug_or_id).await?, true),
    };
    let tag = tag.ok_or(Error::not_found("tag"))?;
    Ok(Found { moved: by_slug && tag.slug != slug_or_id, tag })
}

/// A tag by id, when there is one that the actor may see.
///
/// # Errors
/// The database's.
pub async fn find(cx: &Context, id: TagId) -> Result<Option<Tag>> {
    Ok(store::by_ids(cx, cx.deps.db.reader(), &[id]).await?.pop())
}

/// Several tags at once, in no particular order; the missing are left out.
///
/// # Errors
/// The database's.
pub async fn get_many(cx: &Context, ids: &[TagId]) -> Result<Vec<Tag>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    store::by_ids(cx, cx.deps.db.reader(), ids).await
}

/// All tags by slug.
///
/// # Errors
/// Faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Tag>> {
    let request = PageRequest::parse(cx, store::TAGS, args)?;
    store::page(cx, &request).await
}

/// The tag as it is now.
pub(super) async fn reread(cx: &Context, id: TagId) -> Result<Tag> {
    find(cx, id).await?.ok_or(Error::not_found("tag"))
}
