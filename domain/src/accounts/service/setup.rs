//! The first admin, made by a link that `presswork serve` prints.

use super::admit::{admit, as_made, prepare};
use crate::{
    Actor, Context, Error, Result,
    accounts::{
        model::{Me, NewAccountInput},
        store,
    },
    audit::{self, Entry},
    limits,
    platform::secret::random_token,
    users::Role,
};

/// Makes the token of the setup link while nobody runs the place; earlier ones are void. None once there is an admin.
///
/// # Errors
/// `forbidden` for everybody but the system; the database's.
pub async fn offer_setup(cx: &Context) -> Result<Option<String>> {
    if cx.actor != Actor::System {
        return Err(Error::forbidden("this is done at a start"));
    }
    let tx = cx.begin().await?;
    if !store::lock_admins(cx, &tx).await?.is_empty() {
        store::withdraw_setup(&tx).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let token = random_token(&*cx.deps.entropy);
    store::offer_setup(cx, &tx, &token).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Makes the first admin by the token of the setup link, which works once.
///
/// # Errors
/// `too_many_attempts`; `invalid_link` for a token that is not that of the link, was used or has expired; all faults of the
/// account together; `username_taken`, `email_taken`.
pub async fn create_first_admin(cx: &Context, token: &str, input: &NewAccountInput) -> Result<Me> {
    limits::registration(cx).await?;
    let invalid = || Error::malformed("invalid_link", "this link is not valid; start the server anew for another");
    if !store::is_setup_token(cx, token).await? {
        return Err(invalid());
    }
    let newcomer = prepare(cx, input).await?;
    let mut tx = cx.begin().await?;
    if !store::use_setup_token(cx, &tx, token).await? || !store::lock_admins(cx, &tx).await?.is_empty() {
        return Err(invalid());
    }
    let id = admit(cx, &tx, newcomer, Role::Admin).await?;
    audit::record(cx, &mut tx, Entry::done("account.admin_created").by(id, None).on(id));
    let me = as_made(&tx, id).await?;
    tx.commit().await?;
    Ok(me)
}
