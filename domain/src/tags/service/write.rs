//! Making, changing and deleting tags.

use serde_json::json;

use super::read::{get, reread};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    scope::Scope,
    tags::{
        Tag, TagInput, TagPatchInput, indexed,
        inputs::{NewTag, TagPatch},
        policy, store,
    },
};

/// Makes a tag that is there before any post carries it.
///
/// # Errors
/// `authentication_required`, `forbidden`; all faults of the input together; `slug_taken`.
pub async fn create(cx: &Context, input: &TagInput) -> Result<Tag> {
    require_curator(cx)?;
    let new = NewTag::parse(input)?;
    let tx = cx.begin().await?;
    let id = store::create(cx, &tx, &new).await?;
    tx.commit().await?;
    reread(cx, id).await
}

/// Changes a tag. The slugs that led to it go on leading to it.
///
/// # Errors
/// `authentication_required`, `forbidden`, `not_found`; all faults of the input together; `slug_taken`.
pub async fn update(cx: &Context, which: &str, input: &TagPatchInput) -> Result<Tag> {
    require_curator(cx)?;
    let tag = get(cx, which).await?.tag;
    let patch = TagPatch::parse(input)?;
    if patch.is_empty() {
        return Ok(tag);
    }
    let mut tx = cx.begin().await?;
    if !store::change(cx, &tx, tag.id, &patch).await? {
        return Err(Error::not_found("tag"));
    }
    if patch.name.is_some() {
        indexed::renamed(cx, &mut tx, tag.id).await?;
    }
    tx.commit().await?;
    reread(cx, tag.id).await
}

/// Takes a tag from all posts, from all who follow it, and away. Its slugs are free again.
///
/// # Errors
/// `authentication_required`, `forbidden`, `not_found`.
pub async fn delete(cx: &Context, which: &str) -> Result<()> {
    require_curator(cx)?;
    let tag = get(cx, which).await?.tag;
    let mut tx = cx.begin().await?;
    let Some(posts) = store::delete(cx, &tx, tag.id).await? else { return Err(Error::not_found("tag")) };
    indexed::ended(cx, &mut tx, tag.id, &posts).await?;
    let entry = Entry::done("tag.deleted").on(tag.id).with(json!({ "slug": tag.slug, "posts": posts.len() }));
    audit::record(cx, &mut tx, entry);
    tx.commit().await
}

/// Lets through who keeps the tags in order.
pub(super) fn require_curator(cx: &Context) -> Result<()> {
    cx.actor.acts(Scope::Moderate)?;
    if policy::can_curate(&cx.actor) {
        Ok(())
    } else {
        Err(Error::forbidden("only moderators may make, change, merge and delete tags"))
    }
}
