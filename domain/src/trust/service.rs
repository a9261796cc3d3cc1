//! How far somebody is trusted, and why.

use sea_orm::ConnectionTrait;

use super::{Standing, Trust, store};
use crate::{
    Context, Error, Result,
    ids::UserId,
    scope::Scope,
    users::{self, Role, UserRef},
};

/// How far the person asking is trusted.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`.
pub async fn mine(cx: &Context) -> Result<Trust> {
    let me = cx.actor.acts(Scope::Read)?;
    explained(cx, me).await
}

/// How far somebody is trusted. For moderators.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn of(cx: &Context, who: &UserRef) -> Result<Trust> {
    cx.actor.require_known()?;
    cx.actor.require(Scope::Moderate)?;
    if !cx.actor.may(Role::Moderator, Scope::Moderate) {
        return Err(Error::forbidden("only moderators see how far others are trusted"));
    }
    let user = users::get(cx, who).await?;
    explained(cx, user.id).await
}

async fn explained(cx: &Context, user_id: UserId) -> Result<Trust> {
    let standing = standing(cx.deps.db.reader(), user_id).await?.ok_or(Error::not_found("user"))?;
    Ok(Trust { user_id, level: standing.level(cx.now), requirements: standing.requirements(cx.now) })
}

/// What there is of somebody, as far as trust depends on it.
///
/// # Errors
/// The database's.
pub(crate) async fn standing(db: &impl ConnectionTrait, who: UserId) -> Result<Option<Standing>> {
    store::standing(db, who).await
}
