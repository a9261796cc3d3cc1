//! Subscribing, and ending it.

use super::{
    MailSubscriptionLink, Preference, SubscribeInput, Subscriber, Subscription,
    link::{self, Purpose},
    policy,
    store::{self, SUBSCRIBERS},
};
use crate::{
    Actor, Context, Error, Result,
    audit::{self, Entry},
    fault::Faults,
    ids::{SubscriberId, UserId},
    jobs, limits,
    page::{Page, PageArgs, PageRequest},
    scope::Scope,
    suppressions,
    users::{self, Email},
};

/// Subscribes an address. Who is logged in and names no other gets newsletters at once; every other address gets a link that
/// confirms it, and the answer is the same whether or not it is known.
///
/// # Errors
/// A fault of the address; `too_many_attempts`.
pub async fn subscribe(cx: &Context, input: &SubscribeInput) -> Result<Subscription> {
    let own = own_address(cx).await?;
    let mut faults = Faults::default();
    let email = match (&input.email, &own) {
        (Some(email), _) => faults.take("/email", Email::chosen(email)),
        (None, Some((_, email))) => Some(email.clone()),
        (None, None) => {
            faults.push("/email", "required", "which address newsletters go to");
            None
        }
    };
    let email = faults.finish(email)?;
    match own {
        Some((me, own)) if own == email => subscribe_account(cx, me, &email).await,
        _ => ask(cx, &email).await,
    }
}

/// The confirmed address of the one who asks, as far as they may write.
async fn own_address(cx: &Context) -> Result<Option<(UserId, Email)>> {
    let Some(me) = cx.actor.account().filter(|_| cx.actor.has(Scope::Write)) else { return Ok(None) };
    let contact = users::reachable(cx, me).await?;
    Ok(contact.and_then(|contact| Email::parse(&contact.email).ok()).map(|email| (me, email)))
}

async fn subscribe_account(cx: &Context, me: UserId, email: &Email) -> Result<Subscription> {
    let tx = cx.begin().await?;
    store::let_go(cx, &tx, email.as_str()).await?;
    store::subscribe_account(cx, &tx, me, email).await?;
    tx.commit().await?;
    Ok(Subscription { email: email.as_str().to_owned(), confirmed: true })
}

/// The same work, whatever is known of the address: whether a mail is sent is decided by the job. That is the system's own, so that its
/// receipt tells nobody.
async fn ask(cx: &Context, email: &Email) -> Result<Subscription> {
    limits::mail(cx, email.as_str()).await?;
    let mut tx = cx.begin().await?;
    store::let_go(cx, &tx, email.as_str()).await?;
    let subscriber = store::ask(cx, &tx, email).await?;
    let system = cx.clone().with_actor(Actor::System);
    jobs::enqueue(&system, &mut tx, &MailSubscriptionLink { subscriber }).await?;
    tx.commit().await?;
    Ok(Subscription { email: email.as_str().to_owned(), confirmed: false })
}

/// Confirms a subscription by the token of the mail. Confirming it twice is confirming it once.
///
/// # Errors
/// `invalid_link`; `gone` when it was not confirmed in time, or has been ended since.
pub async fn confirm(cx: &Context, token: &str) -> Result<Subscription> {
    let whose = link::read(cx, token, Purpose::Confirm)?;
    let tx = cx.begin().await?;
    let email = store::confirm(cx, &tx, whose).await?.ok_or(Error::Gone { what: "link" })?;
    tx.commit().await?;
    Ok(Subscription { email, confirmed: true })
}

/// Whether newsletters come to the one who asks, at the address of their account.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`.
pub async fn preference(cx: &Context) -> Result<Preference> {
    let me = cx.actor.acts(Scope::Read)?;
    let (email, subscribed) = store::of_account(cx, me).await?.ok_or(Error::not_found("account"))?;
    let suppressed = suppressions::reason(cx, &email).await?;
    Ok(Preference { email, subscribed, suppressed })
}

/// No newsletters any more for the one who asks; there need not be any.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`.
pub async fn unsubscribe(cx: &Context) -> Result<()> {
    let me = cx.actor.acts(Scope::Write)?;
    let tx = cx.begin().await?;
    store::forget(&tx, me).await?;
    tx.commit().await
}

/// Who gets newsletters, the last first.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Subscriber>> {
    policy::require_keeper(&cx.actor)?;
    let request = PageRequest::parse(cx, SUBSCRIBERS, args)?;
    store::page(cx, &request).await
}

/// Ends somebody's subscription, and others that lead to the same address.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn remove(cx: &Context, id: SubscriberId) -> Result<()> {
    policy::require_keeper(&cx.actor)?;
    let mut tx = cx.begin().await?;
    if !store::remove(&tx, id).await? {
        return Err(Error::not_found("subscriber"));
    }
    audit::record(cx, &mut tx, Entry::done("subscriber.removed").on(id));
    tx.commit().await
}
