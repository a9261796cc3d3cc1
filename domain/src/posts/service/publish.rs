//! Publishing posts.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::write::{lock_to_publish, reread};
use crate::{
    Context, Error, Result,
    audit::Entry,
    events::EventType,
    expected::Expected,
    ids::{JobId, PostId},
    jobs,
    platform::{
        Tx,
        events::{Channel, Signal},
    },
    posts::{
        FanOutPost, Post, PostStatus, PublishInput, SendNewsletter, listing,
        plans::{self, Action, PlanTime},
        policy,
        store::{self, Change},
        told,
    },
    rules::{self, Writing},
};

/// A post that is published, or will be, with the receipts of what that sets off.
#[derive(Debug)]
pub struct Published {
    /// The post.
    pub post: Post,
    /// The job that tells the followers, or publishes the post at its time.
    pub job: JobId,
    /// The job that mails it to subscribers, when it is published at once.
    pub newsletter: Option<JobId>,
}

/// Publishes a post and sets off the job that tells the author's followers; or plans to, when a time is given, and sets off
/// the job that will. As a newsletter it is mailed to subscribers, too. The time of the first publication is kept when a post comes back.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`; `already_published`, `hidden_by_moderators`, `refused_by_rule`; a fault when there is
/// nothing to read, or when the time is past, is more than ten years ahead or is not before that of the withdrawal.
pub async fn publish(cx: &Context, id: PostId, how: &PublishInput, expected: &Expected) -> Result<Published> {
    let mut tx = cx.begin().await?;
    let post = lock_to_publish(cx, &tx, id, expected).await?;
    if how.newsletter && !policy::can_mail(&cx.actor) {
        return Err(Error::forbidden("only editors may mail a post to subscribers"));
    }
    let at = time("/publishAt", how.at, cx)?;
    require_not_hidden(&post)?;
    if post.status == PostStatus::Published {
        return Err(Error::conflict("already_published", "this post is published already"));
    }
    let html = post.html.as_deref().unwrap_or_default();
    if html.trim().is_empty() {
        return Err(Error::invalid("/markdown", "required", "there is nothing to read yet"));
    }
    let comes_out = post.published_at.is_none().then(|| at.map_or(cx.now, |PlanTime(at)| at));
    let writing = Writing { title: &post.title, html, comes_out, post: Some(id) };
    let caught = rules::judge(cx, &tx, &writing).await?;
    rules::note(cx, &tx, caught, id.uuid()).await?;
    told::note_of_another(cx, &mut tx, &post, Entry::done("post.published"), planned(at));
    let job = match at {
        Some(at) => plans::plan_publication(cx, &mut tx, &post, at, how.newsletter).await?,
        None => publish_now(cx, &mut tx, &post).await?,
    };
    let newsletter = match at {
        None if how.newsletter => Some(jobs::enqueue(cx, &mut tx, &SendNewsletter { post: id }).await?),
        _ => None,
    };
    tx.commit().await?;
    Ok(Published { post: reread(cx, id).await?, job, newsletter })
}

async fn publish_now(cx: &Context, tx: &mut Tx, post: &Post) -> Result<JobId> {
    plans::call_off(cx, tx, post, &[Action::Publish]).await?;
    let published_at = Some(post.published_at.unwrap_or(cx.now));
    let change = Change { status: Some(PostStatus::Published), published_at, ..Change::NONE };
    store::update(cx, tx, post.id, change).await?;
    listing::appear(cx, tx, &[post.id]).await?;
    told::tell(cx, tx, EventType::PostPublished, post).await?;
    tx.tell_after_commit(Signal::Happened(Channel::feed(), post.id.to_string()));
    jobs::enqueue(cx, tx, &FanOutPost { post: post.id }).await
}

/// Makes a published or scheduled post a draft again; or plans to, when a time is given.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`; `not_published`, `hidden_by_moderators`; a fault when the time is past, is more than ten years ahead or
/// is not after that of the publication.
pub async fn unpublish(cx: &Context, id: PostId, at: Option<DateTime<Utc>>, expected: &Expected) -> Result<Post> {
    let mut tx = cx.begin().await?;
    let post = lock_to_publish(cx, &tx, id, expected).await?;
    let at = time("/unpublishAt", at, cx)?;
    require_not_hidden(&post)?;
    if post.status == PostStatus::Draft {
        return Err(Error::conflict("not_published", "this post is not published"));
    }
    told::note_of_another(cx, &mut tx, &post, Entry::done("post.unpublished"), planned(at));
    match at {
        Some(at) => plans::plan_withdrawal(cx, &mut tx, &post, at).await.map(|_| ())?,
        None => make_draft(cx, &tx, &post).await?,
    }
    tx.commit().await?;
    reread(cx, id).await
}

/// Takes back what is planned for a post: one that waits to be published is a draft again, one that is published stays so.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`; `not_scheduled` when nothing is planned.
pub async fn cancel_schedule(cx: &Context, id: PostId, expected: &Expected) -> Result<Post> {
    let mut tx = cx.begin().await?;
    let post = lock_to_publish(cx, &tx, id, expected).await?;
    match post.status {
        PostStatus::Scheduled => make_draft(cx, &tx, &post).await?,
        _ if post.plans.unpublish_at.is_some() => {
            plans::call_off(cx, &tx, &post, &[Action::Unpublish]).await?;
            store::forget_withdrawal(cx, &tx, id).await?;
        }
        _ => return Err(Error::conflict("not_scheduled", "nothing is planned for this post")),
    }
    told::note_of_another(cx, &mut tx, &post, Entry::done("post.schedule_cancelled"), Value::Null);
    tx.commit().await?;
    reread(cx, id).await
}

async fn make_draft(cx: &Context, tx: &Tx, post: &Post) -> Result<()> {
    plans::call_off(cx, tx, post, &[Action::Publish, Action::Unpublish]).await?;
    store::update(cx, tx, post.id, Change { status: Some(PostStatus::Draft), ..Change::NONE }).await?;
    if post.status == PostStatus::Published {
        listing::disappear(cx, tx, &[post.id]).await?;
    }
    told::tell_if_public(cx, tx, EventType::PostUnpublished, post).await
}

/// What is written down of a plan: for when it is.
fn planned(at: Option<PlanTime>) -> Value {
    at.map_or(Value::Null, |at| json!({ "at": at.0 }))
}

/// What moderators hold out of sight is theirs to bring back.
fn require_not_hidden(post: &Post) -> Result<()> {
    if post.status == PostStatus::Hidden {
        return Err(Error::conflict("hidden_by_moderators", "moderators took this post out of sight"));
    }
    Ok(())
}

fn time(pointer: &str, at: Option<DateTime<Utc>>, cx: &Context) -> Result<Option<PlanTime>> {
    let parsed = at.map(|at| PlanTime::parse(at, cx.now)).transpose();
    parsed.map_err(|refusal| Error::invalid(pointer, refusal.code, refusal.detail))
}
