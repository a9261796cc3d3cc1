//! What only an operator at a shell of the installation does: the first admin, and a way back in.

use super::{
    admit::{admit, as_made, prepare},
    email::call_off,
    password::new_password,
};
use crate::{
    Actor, Context, Error, Result, access_tokens,
    accounts::{
        model::NewAccountInput,
        store::{self, Account},
    },
    audit::{self, Entry},
    events::{self, EventType, Fact},
    platform::token::Rotation,
    two_factors,
    users::{Role, User},
};

/// Makes an account that can log in at once, with the role of an admin.
///
/// # Errors
/// `forbidden` for everybody but the command line; all faults of the input together; `username_taken`, `email_taken`.
pub async fn create_admin(cx: &Context, input: &NewAccountInput) -> Result<User> {
    require_shell(cx)?;
    let newcomer = prepare(cx, input).await?;
    let mut tx = cx.begin().await?;
    let id = admit(cx, &tx, newcomer, Role::Admin).await?;
    audit::record(cx, &mut tx, Entry::done("account.admin_created").on(id));
    let me = as_made(&tx, id).await?;
    tx.commit().await?;
    Ok(me.user)
}

/// Makes an admin of somebody, found by handle or mail address.
///
/// # Errors
/// `forbidden` for everybody but the command line; `not_found`.
pub async fn promote(cx: &Context, login: &str) -> Result<User> {
    let account = find(cx, login).await?;
    let mut tx = cx.begin().await?;
    store::set_role(cx, &tx, account.user.id, Role::Admin).await?;
    events::record(cx, &tx, Fact::user(EventType::UserUpdated, account.user.id)).await?;
    let change = serde_json::json!({ "from": account.user.role.as_str(), "to": Role::Admin.as_str() });
    audit::record(cx, &mut tx, Entry::done("user.role_changed").on(account.user.id).with(change));
    tx.commit().await?;
    Ok(User { role: Role::Admin, ..account.user })
}

/// Sets a password, and ends every session and access token of the account, and a change of its address that waits.
///
/// # Errors
/// `forbidden` for everybody but the command line; `not_found`; faults of the password.
pub async fn set_password(cx: &Context, login: &str, password: &str) -> Result<User> {
    let account = find(cx, login).await?;
    let hash = new_password(cx, "/password", password, &account).await?;
    let mut tx = cx.begin().await?;
    store::set_password(cx, &tx, account.user.id, hash).await?;
    store::void_email_tokens(cx, &tx, account.user.id, store::RESET_PASSWORD).await?;
    call_off(cx, &tx, account.user.id).await?;
    store::revoke_sessions(cx, &tx, account.user.id, None, "password set by an operator").await?;
    access_tokens::revoke_all(cx, &tx, account.user.id).await?;
    two_factors::void_challenges(cx, &tx, account.user.id).await?;
    audit::record(cx, &mut tx, Entry::done("password.set").on(account.user.id));
    tx.commit().await?;
    Ok(account.user)
}

/// Ends the second factor of somebody who has lost it, and every session and access token of the account: what they have lost may be
/// logged in, and may have given itself a token. A login takes the password alone again. Whose account it is the operator has made sure of.
///
/// # Errors
/// `forbidden` for everybody but the command line; `not_found`; `two_factor_not_enabled`.
pub async fn end_second_factor(cx: &Context, login: &str) -> Result<User> {
    let account = find(cx, login).await?;
    let mut tx = cx.begin().await?;
    two_factors::end(cx, &mut tx, account.user.id).await?;
    store::revoke_sessions(cx, &tx, account.user.id, None, "second factor ended by an operator").await?;
    access_tokens::revoke_all(cx, &tx, account.user.id).await?;
    tx.commit().await?;
    Ok(account.user)
}

/// Writes down that the signing key was changed, which is done in files.
///
/// # Errors
/// `forbidden` for everybody but the command line; the database's.
pub async fn note_rotation(cx: &Context, done: &Rotation) -> Result<()> {
    require_shell(cx)?;
    let details = serde_json::json!({ "kid": done.kid, "removed": done.retired });
    audit::record_alone(cx, Entry::done("keys.rotated").with(details)).await
}

async fn find(cx: &Context, login: &str) -> Result<Account> {
    require_shell(cx)?;
    store::by_login(cx, login).await?.ok_or(Error::not_found("user"))
}

fn require_shell(cx: &Context) -> Result<()> {
    if cx.actor == Actor::System { Ok(()) } else { Err(Error::forbidden("this is done at the command line")) }
}
