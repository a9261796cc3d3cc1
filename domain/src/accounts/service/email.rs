//! Another mail address: agreed to at the present one, confirmed at the new one.

use std::time::Duration;

use super::{
    admit::email_conflict,
    password::{tell, unseen},
    unconfirmed::{is_claimed, vacate},
};
use crate::{
    Context, Error, Result,
    accounts::store::{self, Side},
    audit::{self, Entry},
    fault::Faults,
    ids::UserId,
    jobs, limits,
    mails::{Letter, Notice, SendMail},
    platform::Tx,
    users::{self, Email},
};

/// How many changes an account may begin within an hour, so that nobody's mailbox is flooded.
const CHANGES_PER_HOUR: i64 = 5;

/// Begins a change of the mail address: a link goes to the present address and another to the new one. An address that has
/// an account gets a letter that says so instead; the answer is the same.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; faults of the address; `too_many_attempts`.
pub async fn change_email(cx: &Context, email: &str) -> Result<Email> {
    let person = cx.actor.user()?;
    person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    let mut faults = Faults::default();
    let email = faults.take("/email", Email::chosen(email));
    let email = faults.finish(email)?;
    limits::mail(cx, email.as_str()).await?;
    let mut tx = cx.begin().await?;
    users::lock_present(cx, &tx, person).await?;
    let account = store::by_id(&*tx, person.id).await?.ok_or_else(Error::login_required)?;
    if account.email == email.as_str() {
        return Err(Error::invalid("/email", "unchanged", "this is your mail address already"));
    }
    if store::links_within_an_hour(cx, &tx, person.id, store::APPROVE_EMAIL).await? >= CHANGES_PER_HOUR {
        return Err(Error::Limited { code: "too_many_attempts", retry_after: Duration::from_hours(1) });
    }
    void_links(cx, &tx, person.id).await?;
    store::begin_email_change(cx, &tx, person.id, email.as_str()).await?;
    let token = store::insert_email_token(cx, &tx, person.id, store::APPROVE_EMAIL, &account.email).await?;
    send(cx, &mut tx, person.id, Letter::ApproveEmailChange { token }).await?;
    let other = store::by_email(&tx, email.as_str()).await?.filter(|other| is_claimed(cx, other));
    // Made in any case, so that both ways are the same statements.
    let token = store::insert_email_token(cx, &tx, person.id, store::CONFIRM_NEW_EMAIL, email.as_str()).await?;
    let (to, letter) = match other {
        Some(other) => (other.user.id, Letter::AlreadyRegistered),
        None => (person.id, Letter::ConfirmNewEmail { token }),
    };
    send(&unseen(cx), &mut tx, to, letter).await?;
    audit::record(cx, &mut tx, Entry::done("account.email_change_requested").on(person.id));
    tx.commit().await?;
    Ok(email)
}

/// Agrees to a change by the token of one of its two mails. Tells whether that was the second.
///
/// # Errors
/// `invalid_link` for a token that is not ours; `gone` for one that was used, has expired, or belongs to an earlier change;
/// `email_taken` when somebody else was faster.
pub async fn confirm_email_change(cx: &Context, token: &str) -> Result<bool> {
    let mut tx = cx.begin().await?;
    let found = store::email_token(&*tx, token).await?;
    let found = found.and_then(|found| Some((side(&found.purpose)?, found)));
    let (side, found) = found.ok_or_else(store::no_link)?;
    let user = UserId::from_uuid(found.user_id);
    users::lock_one(cx, &tx, user).await?;
    if found.expires_at <= cx.now || !store::use_email_token(cx, &tx, found.id).await? {
        return Err(Error::Gone { what: "link" });
    }
    let change = store::agree(cx, &tx, user, side).await?.ok_or(Error::Gone { what: "link" })?;
    if !change.is_agreed() {
        tx.commit().await?;
        return Ok(false);
    }
    if vacate(cx, &tx, &change.email).await?.is_some() {
        return Err(email_conflict());
    }
    store::set_email(cx, &tx, user, &change.email).await?;
    call_off(cx, &tx, user).await?;
    store::void_email_tokens(cx, &tx, user, store::RESET_PASSWORD).await?;
    audit::record(cx, &mut tx, Entry::done("account.email_changed").on(user));
    tell(cx, &mut tx, user, Notice::EmailChanged).await?;
    tx.commit().await?;
    Ok(true)
}

fn side(purpose: &str) -> Option<Side> {
    match purpose {
        store::APPROVE_EMAIL => Some(Side::Present),
        store::CONFIRM_NEW_EMAIL => Some(Side::New),
        _ => None,
    }
}

/// Ends a change that waits, with its links. Somebody else may have begun it: who sets a new password to be rid of them is rid of it, too.
pub(super) async fn call_off(cx: &Context, tx: &Tx, user: UserId) -> Result<()> {
    store::end_email_change(tx, user).await?;
    void_links(cx, tx, user).await
}

async fn void_links(cx: &Context, tx: &Tx, user: UserId) -> Result<()> {
    store::void_email_tokens(cx, tx, user, store::APPROVE_EMAIL).await?;
    store::void_email_tokens(cx, tx, user, store::CONFIRM_NEW_EMAIL).await
}

async fn send(cx: &Context, tx: &mut Tx, to: UserId, letter: Letter) -> Result<()> {
    jobs::enqueue(cx, tx, &SendMail { to, letter }).await?;
    Ok(())
}
