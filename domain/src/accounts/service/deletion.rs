//! The end of an account: asked for, thought over, done.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{password::tell, profile::require_another_admin};
use crate::{
    Context, Error, Result, access_tokens,
    accounts::{
        jobs::EraseAccount,
        store::{self, Account},
    },
    audit::{self, Entry},
    events::{self, EventType, Fact},
    ids::{JobId, UserId},
    jobs,
    mails::Notice,
    platform::Tx,
    users::Role,
};

/// Deletes the account of the person asking: at once it is logged out everywhere, and when the grace is over a job erases
/// what is personal. Until then a login keeps it. Tells when, and the receipt of the job.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; `last_admin`; `stale_version` when another change came
/// first.
pub async fn delete_me(cx: &Context) -> Result<(DateTime<Utc>, JobId)> {
    let person = cx.actor.user()?;
    person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    let mut tx = cx.begin().await?;
    let account = store::by_id(&*tx, person.id).await?.ok_or_else(Error::login_required)?;
    if account.user.role == Role::Admin {
        require_another_admin(cx, &tx, &account).await?;
    }
    let erase_at = cx.now + cx.settings().accounts.deletion_grace;
    store::set_erase_at(cx, &tx, &account, Some(erase_at)).await?;
    store::revoke_sessions(cx, &tx, person.id, None, "account deleted").await?;
    access_tokens::revoke_all(cx, &tx, person.id).await?;
    audit::record(cx, &mut tx, Entry::done("account.deletion_requested").on(person.id));
    tell(cx, &mut tx, person.id, Notice::DeletionRequested).await?;
    let job = EraseAccount { account: person.id, erase_at };
    let receipt = jobs::enqueue_at(cx, &mut tx, &job, erase_at).await?;
    tx.commit().await?;
    Ok((erase_at, receipt))
}

/// Keeps an account that was to be deleted: its owner is back.
pub(super) async fn keep(cx: &Context, tx: &mut Tx, account: &Account) -> Result<()> {
    if account.erase_at.is_none() {
        return Ok(());
    }
    store::set_erase_at(cx, tx, account, None).await?;
    audit::record(cx, tx, Entry::done("account.deletion_cancelled").by(account.user.id, None).on(account.user.id));
    tell(cx, tx, account.user.id, Notice::DeletionCancelled).await
}

/// An account that is being erased, as far as its owner is told.
pub(crate) struct Leaving {
    /// Where the receipt goes.
    pub email: String,
}

/// The account of an erasure; none if it stays, or nothing is left to do.
///
/// # Errors
/// The database's.
pub(crate) async fn leaving(cx: &Context, job: &EraseAccount) -> Result<Option<Leaving>> {
    let account = store::by_id(cx.deps.db.reader(), job.account).await?;
    let account = account.filter(|account| is_due(account, job));
    Ok(account.map(|account| Leaving { email: account.email }))
}

/// Erases what accounts themselves keep, but for the address. Tells how much of each kind.
///
/// # Errors
/// The database's; `stale_version` when the owner came back in this moment.
pub(crate) async fn forget(cx: &Context, tx: &Tx, job: &EraseAccount) -> Result<Map<String, Value>> {
    let account = store::by_id(&**tx, job.account).await?.ok_or(Error::not_found("user"))?;
    if !is_due(&account, job) {
        return Err(Error::Stale { what: "account" });
    }
    // Claims the version: a login that keeps the account, in this moment, finds it changed.
    store::set_erase_at(cx, tx, &account, account.erase_at).await?;
    let removed = store::remove_belongings(tx, job.account).await?;
    store::anonymise(cx, tx, job.account).await?;
    events::record(cx, tx, Fact::user(EventType::UserDeleted, job.account)).await?;
    Ok(removed)
}

/// Forgets the address, the last of an account.
///
/// # Errors
/// The database's.
pub(crate) async fn forget_address(cx: &Context, tx: &Tx, account: UserId) -> Result<()> {
    store::forget_address(cx, tx, account).await
}

/// To the microsecond, as databases keep times.
fn is_due(account: &Account, job: &EraseAccount) -> bool {
    account.erase_at.is_some_and(|at| at.timestamp_micros() == job.erase_at.timestamp_micros())
}
