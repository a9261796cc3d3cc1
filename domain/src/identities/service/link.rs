//! Linking who came to an account, and ending that.

use serde_json::json;

use super::exchange::exchange;
use crate::{
    Context, Error, Result, accounts,
    actor::UserActor,
    audit::{self, Entry},
    identities::{ExchangeInput, Identity, store},
    ids::{IdentityId, UserId},
    jobs,
    mails::{Letter, Notice, SendMail},
    platform::Tx,
    users,
};

/// Exchanges a code for a link between the account of the person asking and the identity that came back.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; `invalid_login_code`; `identity_taken` when it is somebody else's.
pub async fn link(cx: &Context, input: &ExchangeInput) -> Result<Identity> {
    let person = proven(cx)?;
    let mut tx = cx.begin().await?;
    let (flow, claims) = exchange(cx, &tx, input).await?;
    users::lock_present(cx, &tx, person).await?;
    let identity = match store::owner(&tx, &flow.provider, &claims.subject).await? {
        Some((owner, identity)) if owner == person.id => identity,
        Some(_) => return Err(Error::conflict("identity_taken", "another account is linked to this identity")),
        None => {
            let identity = store::insert(cx, &tx, person.id, &flow.provider, &claims).await?;
            let entry = Entry::done("identity.linked").on(person.id);
            audit::record(cx, &mut tx, entry.with(json!({ "provider": flow.provider })));
            tell(cx, &mut tx, person.id, Notice::IdentityLinked).await?;
            identity
        }
    };
    tx.commit().await?;
    Ok(identity)
}

/// Ends the link to an identity.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; `not_found`, also for somebody else's; `last_login_method` when
/// the account has no password and no other identity.
pub async fn unlink(cx: &Context, id: IdentityId) -> Result<()> {
    let person = proven(cx)?;
    let mut tx = cx.begin().await?;
    let has_password = accounts::lock_password(cx, &tx, person.id).await?;
    if !store::remove(&tx, person.id, id).await? {
        return Err(Error::not_found("identity"));
    }
    if !has_password && store::count(&tx, person.id).await? == 0 {
        let detail = "this is the last way to log in; set a password first, by a link that is mailed to you";
        return Err(Error::conflict("last_login_method", detail));
    }
    audit::record(cx, &mut tx, Entry::done("identity.unlinked").on(id));
    tell(cx, &mut tx, person.id, Notice::IdentityUnlinked).await?;
    tx.commit().await
}

fn proven(cx: &Context) -> Result<&UserActor> {
    let person = cx.actor.user()?;
    person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    Ok(person)
}

async fn tell(cx: &Context, tx: &mut Tx, to: UserId, about: Notice) -> Result<()> {
    jobs::enqueue(cx, tx, &SendMail { to, letter: Letter::Notice { about } }).await?;
    Ok(())
}
