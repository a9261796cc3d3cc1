//! Accounts that moderators hold out, and let in again.

use super::profile::require_another_admin;
use crate::{
    Context, Error, Result,
    accounts::store,
    ids::UserId,
    platform::Tx,
    users::{Hold, Role},
};

/// Holds an account out: it is logged out everywhere at once. One that is held already is held in this way from now on.
///
/// # Errors
/// `not_found`; `already_suspended` by an admin; `last_admin`.
pub(crate) async fn hold(cx: &Context, tx: &Tx, user: UserId, hold: Hold) -> Result<()> {
    let account = store::by_id(&**tx, user).await?.filter(|account| !account.erased);
    let account = account.ok_or(Error::not_found("user"))?;
    if account.suspended && !account.held {
        return Err(Error::conflict("already_suspended", "an admin has suspended this account"));
    }
    if account.user.role == Role::Admin && !account.suspended {
        require_another_admin(cx, tx, &account).await?;
    }
    // In this order: a login that is on its way holds the account, and its session ends with the others.
    store::set_hold(cx, tx, user, Some(hold)).await?;
    store::revoke_sessions(cx, tx, user, None, "account suspended").await?;
    Ok(())
}

/// Lets an account in that was held out.
///
/// # Errors
/// The database's.
pub(crate) async fn let_in(cx: &Context, tx: &Tx, user: UserId) -> Result<()> {
    store::set_hold(cx, tx, user, None).await?;
    Ok(())
}
