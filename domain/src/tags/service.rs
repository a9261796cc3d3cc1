//! Reading tags.

use super::{Tag, store};
use crate::{
    Context, Error, Result,
    ids::{self, TagId},
    page::{Page, PageArgs, PageRequest},
};

/// A tag by slug or id.
///
/// # Errors
/// `not_found`.
pub async fn get(cx: &Context, slug_or_id: &str) -> Result<Tag> {
    let found = match ids::parse(slug_or_id) {
        Ok(id) => find(cx, id).await?,
        Err(_) => store::by_slug(cx, slug_or_id).await?,
    };
    found.ok_or(Error::not_found("tag"))
}

/// A tag by id, when there is one that the actor may see.
///
/// # Errors
/// The database's.
pub async fn find(cx: &Context, id: TagId) -> Result<Option<Tag>> {
    Ok(store::by_ids(cx, &[id]).await?.pop())
}

/// Several tags at once, in no particular order; the missing are left out.
///
/// # Errors
/// The database's.
pub async fn get_many(cx: &Context, ids: &[TagId]) -> Result<Vec<Tag>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    store::by_ids(cx, ids).await
}

/// All tags by slug.
///
/// # Errors
/// Faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Tag>> {
    let request = PageRequest::parse(cx, store::TAGS, args)?;
    store::page(cx, &request).await
}
