//! The use cases of following.

use std::collections::HashMap;

use super::{Side, TellOfFollow, store};
use crate::{
    Context, Error, Result,
    ids::UserId,
    jobs,
    page::{Page, PageArgs, PageRequest},
    scope::Scope,
    users::{self, User, UserRef},
};

/// Follows somebody. Following twice changes nothing. Answers the person.
///
/// # Errors
/// `authentication_required`, `not_found`, `own_account`, `blocked`, `too_many_follows`.
pub async fn follow(cx: &Context, who: &UserRef) -> Result<User> {
    let me = cx.actor.acts(Scope::Write)?;
    let whom = users::get(cx, who).await?.id;
    if whom == me {
        return Err(Error::conflict("own_account", "nobody follows themselves"));
    }
    let mut tx = cx.begin().await?;
    if !users::lock_both(cx, &tx, me, whom).await? {
        return Err(Error::not_found("user"));
    }
    users::require_together(&tx, me, whom).await?;
    if store::insert(cx, &tx, me, whom).await? {
        require_room(cx, &tx, me).await?;
        jobs::enqueue(cx, &mut tx, &TellOfFollow { who: me, whom }).await?;
    }
    tx.commit().await?;
    users::get(cx, &UserRef::Id(whom)).await
}

/// Follows somebody no longer; one need not have. Answers the person.
///
/// # Errors
/// `authentication_required`, `not_found`.
pub async fn unfollow(cx: &Context, who: &UserRef) -> Result<User> {
    let me = cx.actor.acts(Scope::Write)?;
    let whom = users::get(cx, who).await?.id;
    let tx = cx.begin().await?;
    users::lock_both(cx, &tx, me, whom).await?;
    store::delete(&tx, me, whom).await?;
    tx.commit().await?;
    users::get(cx, &UserRef::Id(whom)).await
}

async fn require_room(cx: &Context, tx: &crate::platform::Tx, me: UserId) -> Result<()> {
    let most = cx.settings().community.follows_max;
    if store::following_count(tx, me).await? > i64::from(most) {
        return Err(Error::conflict("too_many_follows", format!("{most} are enough; follow fewer first")));
    }
    Ok(())
}

/// Those who follow a person, or whom they follow, the latest first.
///
/// # Errors
/// `not_found`; faults of the page arguments.
pub async fn list(cx: &Context, of: &UserRef, side: Side, args: &PageArgs) -> Result<Page<User>> {
    let request = request(cx, side, args)?;
    let of = users::get(cx, of).await?.id;
    let mut pages = pages(cx, &[of], side, &request).await?;
    let page = pages.remove(&of).ok_or(Error::not_found("user"))?;
    cx.meter.things(page.edges.len());
    Ok(page)
}

/// Checks the page arguments of such a list.
///
/// # Errors
/// Faults of the page arguments.
pub fn request(cx: &Context, side: Side, args: &PageArgs) -> Result<PageRequest> {
    PageRequest::parse(cx, store::list_of(side), args)
}

/// The same page of the lists of many people, whom the actor may see: two statements for all.
///
/// # Errors
/// The database's.
pub async fn lists(
    cx: &Context,
    of: &[UserId],
    side: Side,
    request: &PageRequest,
) -> Result<HashMap<UserId, Page<User>>> {
    let pages = pages(cx, of, side, request).await?;
    cx.meter.within(pages.values().map(|page| page.edges.len()).sum());
    Ok(pages)
}

async fn pages(cx: &Context, of: &[UserId], side: Side, request: &PageRequest) -> Result<HashMap<UserId, Page<User>>> {
    let pages = store::pages(cx, of, side, request).await?;
    let mut ids: Vec<UserId> = pages.values().flat_map(|page| page.edges.iter().map(|edge| edge.node)).collect();
    ids.sort_unstable();
    ids.dedup();
    let people: HashMap<UserId, User> = users::get_many(cx, &ids).await?.into_iter().map(|it| (it.id, it)).collect();
    Ok(pages.into_iter().map(|(of, page)| (of, page.filter_map(|id| people.get(&id).cloned()))).collect())
}
