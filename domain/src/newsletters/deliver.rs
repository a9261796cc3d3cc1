//! Mailing one newsletter, and the link that confirms a subscription.

use serde_json::{Value, json};

use super::{MailNewsletter, MailSubscriptionLink, Subscriber, letters, store};
use crate::{
    Context, Result,
    ids::SubscriberId,
    jobs::Run,
    mails::{self, Message},
    posts::{self, Post, PostInclude, PostStatus},
    suppressions, users,
};

/// Mails a post to one subscriber, unless that is no longer right: the post was withdrawn, its reader has unsubscribed, is suspended,
/// leaves or has complained, or one of reader and author has blocked the other. The receipt says which.
///
/// # Errors
/// `unavailable` when the mail server is away.
pub async fn deliver(run: &Run, job: &MailNewsletter) -> Result<Value> {
    let cx = &run.cx;
    let Some(subscriber) = store::get(cx, job.subscriber).await? else { return Ok(unsent("unsubscribed")) };
    let Some(post) = published(cx, job).await? else { return Ok(unsent("withdrawn")) };
    let Some(email) = address(cx, &subscriber).await? else { return Ok(unsent("unreachable")) };
    if let Some(reader) = subscriber.user
        && users::are_apart(cx, reader, post.author_id).await?
    {
        return Ok(unsent("blocked"));
    }
    if mails::send_message(run, &email, written(cx, job.subscriber, post).await?).await? {
        Ok(json!({ "sent": true }))
    } else {
        Ok(unsent("suppressed"))
    }
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
