//! The use cases of blocking.

use std::collections::HashMap;

use super::{Block, store};
use crate::{
    Context, Error, Result, follows,
    ids::UserId,
    page::{Page, PageArgs, PageRequest},
    scope::Scope,
    users::{self, User, UserRef},
};

/// Blocks somebody, and ends following between the two. Blocking twice changes nothing. Answers the person.
///
/// # Errors
/// `authentication_required`, `not_found`, `own_account`.
pub async fn block(cx: &Context, who: &UserRef) -> Result<User> {
    let me = cx.actor.acts(Scope::Write)?;
    let whom = living(cx, who).await?;
    if whom == me {
        return Err(Error::conflict("own_account", "nobody blocks themselves"));
    }
    let tx = cx.begin().await?;
    if !users::lock_both(cx, &tx, me, whom).await? {
        return Err(Error::not_found("user"));
    }
    store::insert(cx, &tx, me, whom).await?;
    follows::end_between(&tx, me, whom).await?;
    tx.commit().await?;
    shown(cx, whom).await
}

/// Takes a block back; there need not be one. Answers the person.
///
/// # Errors
/// `authentication_required`, `not_found`.
pub async fn unblock(cx: &Context, who: &UserRef) -> Result<User> {
    let me = cx.actor.acts(Scope::Write)?;
    let whom = living(cx, who).await?;
    let tx = cx.begin().await?;
    store::delete(&tx, me, whom).await?;
    tx.commit().await?;
    shown(cx, whom).await
}

/// Whom the actor has blocked, the latest first.
///
/// # Errors
/// `authentication_required`; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Block>> {
    let me = cx.actor.acts(Scope::Read)?;
    let request = PageRequest::parse(cx, store::BLOCKS, args)?;
    let page = store::page(cx, me, &request).await?;
    let ids: Vec<UserId> = page.edges.iter().map(|edge| edge.node.0).collect();
    let mut people: HashMap<UserId, User> =
        users::existing(cx, &ids).await?.into_iter().map(|user| (user.id, user)).collect();
    Ok(page.filter_map(|(id, created_at)| people.remove(&id).map(|user| Block { user, created_at })))
}

/// Whoever it is, in sight or not: two who have blocked each other can both think better of it.
async fn living(cx: &Context, who: &UserRef) -> Result<UserId> {
    users::living(cx, who).await?.ok_or(Error::not_found("user"))
}

async fn shown(cx: &Context, whom: UserId) -> Result<User> {
    users::existing(cx, &[whom]).await?.pop().ok_or(Error::not_found("user"))
}
