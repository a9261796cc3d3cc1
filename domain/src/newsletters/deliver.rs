//! Mailing one newsletter, and the link that confirms a subscription.

use serde_json::{Value, json};

use super::{MailNewsletter, MailSubscriptionLink, Subscriber, claims, letters, store};
use crate::{
    Context, Error, Result,
    ids::SubscriberId,
    jobs::Run,
    mails::{self, Message},
    posts::{self, Post, PostInclude, PostStatus},
    suppressions, users,
};

/// Why a mail is not sent whose post is published no more.
pub(super) const WITHDRAWN: &str = "withdrawn";

/// Mails a post to one subscriber, unless that is no longer right: the post was withdrawn, its reader has unsubscribed, is suspended,
/// leaves or has complained, one of reader and author has blocked the other, or the address that the account has got since has had the
/// post; or unless the mail server refuses it for good. The receipt says which; whoever has not had it gets it when it is published again.
///
/// # Errors
/// `unavailable` when the mail server is away, or the post is published again at this moment.
pub async fn deliver(run: &Run, job: &MailNewsletter) -> Result<Value> {
    let mut claim = claims::held(run, job).await?;
    match send(run, job, &mut claim).await? {
        None => Ok(json!({ "sent": true })),
        Some(reason) => give_up(run, job, claim, reason).await,
    }
}

/// Sends the mail, or tells why not.
async fn send(run: &Run, job: &MailNewsletter, claim: &mut Option<String>) -> Result<Option<&'static str>> {
    let cx = &run.cx;
    let Some(subscriber) = store::get(cx, job.subscriber).await? else { return Ok(Some("unsubscribed")) };
    let Some(post) = published(cx, job).await? else { return Ok(Some(WITHDRAWN)) };
    let Some(email) = address(cx, &subscriber).await? else { return Ok(Some("unreachable")) };
    if let Some(reader) = subscriber.user
        && users::are_apart(cx, reader, post.author_id).await?
    {
        return Ok(Some("blocked"));
    }
    if !claims::follow(run, job, claim, &email).await? {
        return Ok(Some("mailed"));
    }
    match mails::send_message(run, &email, written(cx, job.subscriber, post).await?).await {
        Err(error @ Error::Conflict { code: "mail_refused", .. }) => {
            tracing::info!(%error, "a newsletter was refused");
            Ok(Some("refused"))
        }
        sent => Ok((!sent?).then_some("suppressed")),
    }
}

/// Ends without a mail, and takes back that there was one. Where the worker of an earlier attempt died, that one may have sent it.
async fn give_up(run: &Run, job: &MailNewsletter, claim: Option<String>, reason: &'static str) -> Result<Value> {
    let in_doubt = run.was_lost().await?;
    let tx = run.cx.begin().await?;
    // Whoever publishes it now waits for this, and goes through the subscribers afterwards.
    if reason == WITHDRAWN && posts::hold_published(&run.cx, &tx, job.post).await? {
        return Err(Error::unavailable("post", "it is published again"));
    }
    let receipt = if in_doubt { json!({ "sent": null, "doubt": reason }) } else { unsent(reason) };
    if let Some(recipient) = claim.filter(|_| !in_doubt) {
        store::give_back(&tx, job.post, &recipient).await?;
    }
    run.finish(&tx, &receipt).await?;
    tx.commit().await?;
    Ok(receipt)
}

/// The mail, written apart from what else this worker does.
async fn written(cx: &Context, to: SubscriberId, post: Post) -> Result<Message> {
    let held = cx.clone();
    cx.deps.renderer.apart(move || letters::newsletter(&held, to, &post)).await?
}

async fn published(cx: &Context, job: &MailNewsletter) -> Result<Option<Post>> {
    let include = PostInclude { author: true, cover: true, ..PostInclude::default() };
    let found = posts::find(cx, job.post, include).await?;
    Ok(found.filter(|post| post.status == PostStatus::Published))
}

/// Of who has an account, the address that it has now.
async fn address(cx: &Context, subscriber: &Subscriber) -> Result<Option<String>> {
    let Some(user) = subscriber.user else { return Ok(Some(subscriber.email.clone())) };
    Ok(users::reachable(cx, user).await?.map(|contact| contact.email))
}

/// Mails the link that confirms a subscription, to somebody who has not confirmed it and has not complained of mails.
///
/// # Errors
/// `unavailable` when the mail server is away.
pub async fn send_link(run: &Run, job: &MailSubscriptionLink) -> Result<Value> {
    let cx = &run.cx;
    let Some(email) = store::asked(cx, job.subscriber).await? else { return Ok(unsent("not_asked")) };
    if suppressions::holds(cx, &email).await? {
        return Ok(unsent("suppressed"));
    }
    let (subject, text) = letters::link(cx, job.subscriber);
    mails::send_letter(run, &email, subject, text).await?;
    Ok(json!({ "sent": true }))
}

fn unsent(reason: &str) -> Value {
    json!({ "sent": false, "reason": reason })
}
