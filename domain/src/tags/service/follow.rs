//! Following tags.

use std::collections::HashMap;

use super::read::{get, get_many};
use crate::{
    Context, Error, Result,
    ids::TagId,
    page::{Page, PageArgs, PageRequest},
    scope::Scope,
    tags::{Tag, policy, store},
    users,
};

/// How often a name is looked up again whose tag ended meanwhile.
const TRIES: usize = 3;

/// Follows a tag. Following twice changes nothing. Answers the tag.
///
/// # Errors
/// `authentication_required`, `forbidden`, `not_found`, `too_many_follows`.
pub async fn follow(cx: &Context, which: &str) -> Result<Tag> {
    let me = cx.actor.acts(Scope::Write)?;
    if !policy::can_follow(&cx.actor) {
        return Err(Error::forbidden("this account may not follow"));
    }
    // A tag that has just been merged into another is found again by its name.
    for _ in 0..TRIES {
        let tag = get(cx, which).await?.tag;
        let tx = cx.begin().await?;
        if !users::lock_one(cx, &tx, me).await? {
            return Err(Error::not_found("user"));
        }
        let Some(followed) = store::insert_follow(cx, &tx, me, tag.id).await? else { continue };
        let most = cx.settings().community.follows_max;
        if followed > i64::from(most) {
            return Err(Error::conflict("too_many_follows", format!("{most} are enough; follow fewer first")));
        }
        tx.commit().await?;
        return Ok(get(cx, which).await?.tag);
    }
    Err(Error::not_found("tag"))
}

/// Follows a tag no longer; one need not have. Answers the tag.
///
/// # Errors
/// `authentication_required`, `not_found`.
pub async fn unfollow(cx: &Context, which: &str) -> Result<Tag> {
    let me = cx.actor.acts(Scope::Write)?;
    let tag = get(cx, which).await?.tag;
    let tx = cx.begin().await?;
    store::remove_follow(cx, &tx, me, tag.id).await?;
    tx.commit().await?;
    Ok(get(cx, which).await?.tag)
}

/// The tags that the actor follows, the latest first. One that has gone out of sight stays and comes back with its posts.
///
/// # Errors
/// `authentication_required`; faults of the page arguments.
pub async fn followed(cx: &Context, args: &PageArgs) -> Result<Page<Tag>> {
    let me = cx.actor.acts(Scope::Read)?;
    let request = PageRequest::parse(cx, store::FOLLOWED, args)?;
    let page = store::followed(cx, me, &request).await?;
    let ids: Vec<TagId> = page.edges.iter().map(|edge| edge.node.0).collect();
    let mut tags: HashMap<TagId, Tag> = get_many(cx, &ids).await?.into_iter().map(|tag| (tag.id, tag)).collect();
    Ok(page.filter_map(|(id, _)| tags.remove(&id)))
}
