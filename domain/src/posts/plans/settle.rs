//! Keeping appointments.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{
    Action, PlanProblem,
    model::Due,
    store::{self, Standing},
};
use crate::{
    Context, Error, Result,
    events::{self, EventType, Fact},
    ids::PostId,
    jobs::{self, Run, Terms},
    mails::{Letter, SendMail},
    platform::{
        Tx,
        events::{Channel, Signal},
    },
    posts::{FanOutPost, PublishPost, SendNewsletter, UnpublishPost, listing},
};

/// How many appointments one transaction keeps at most.
const BATCH: usize = 200;

/// Publishes a post whose time has come, and others along with it. Delivered again, it tells what became of it.
///
/// # Errors
/// The database's; `unavailable` when another run is just about to settle it.
pub async fn publish_planned(run: &Run, job: &PublishPost) -> Result<Value> {
    keep(run, Action::Publish, job.post, job.at).await
}

/// Withdraws a post whose time is over, and others along with it.
///
/// # Errors
/// As [`publish_planned`].
pub async fn unpublish_planned(run: &Run, job: &UnpublishPost) -> Result<Value> {
    keep(run, Action::Unpublish, job.post, job.at).await
}

/// Keeps every appointment that nobody has kept.
///
/// # Errors
/// The database's; what is done stays done.
pub async fn settle_due(run: &Run) -> Result<Value> {
    let mut kept = [0, 0];
    for (count, action) in kept.iter_mut().zip([Action::Publish, Action::Unpublish]) {
        loop {
            run.check_cancelled()?;
            let cx = run.cx.again();
            let batch = batch(&cx, action, cx.now, None).await?;
            *count += batch;
            if batch < BATCH {
                break;
            }
        }
    }
    Ok(json!({ "publications": kept[0], "withdrawals": kept[1] }))
}

/// Withdraws a post whose time was over while moderators held it out of sight. The caller has locked it and lets go of it, and nobody else
/// has seen it yet, so nobody is told. Tells whether it is a draft now, or the plan was not to be kept.
///
/// # Errors
/// The database's.
pub(crate) async fn withdraw_unseen(cx: &Context, tx: &mut Tx, post: PostId) -> Result<bool> {
    let due = store::lock_one(cx, tx, Action::Unpublish, cx.now, post).await?;
    Ok(!write_down(cx, tx, Action::Unpublish, &due).await?.is_empty())
}

async fn keep(run: &Run, action: Action, post: PostId, at: DateTime<Utc>) -> Result<Value> {
    let cx = run.cx.again();
    let before = store::standing(&cx, post, action).await?;
    if before.as_ref().is_some_and(|standing| standing.planned_for == Some(at)) {
        // Whoever made the job due may have a clock that is a little ahead.
        batch(&cx, action, cx.now.max(at), Some(post)).await?;
        return told(action, at, store::standing(&cx, post, action).await?);
    }
    told(action, at, before)
}

/// What the receipt says.
fn told(action: Action, at: DateTime<Utc>, standing: Option<Standing>) -> Result<Value> {
    let done = match action {
        Action::Publish => "published",
        Action::Unpublish => "withdrawn",
    };
    let Some(standing) = standing else { return Ok(json!({ done: false, "reason": "gone" })) };
    match standing.settled {
        Some((plan, _, Some(problem))) if plan == at => Ok(json!({ done: false, "reason": problem.as_str() })),
        Some((plan, settled_at, None)) if plan == at => {
            Ok(json!({ done: true, "lateSeconds": (settled_at - at).num_seconds().max(0) }))
        }
        // Whoever lets go of it keeps the plan, see `withdraw_unseen`.
        _ if standing.planned_for == Some(at) && standing.is_hidden => {
            Ok(json!({ done: false, "reason": "hidden_by_moderators" }))
        }
        _ if standing.planned_for == Some(at) => Err(Error::unavailable("plans", "another run has this post")),
        _ => Ok(json!({ done: false, "reason": "superseded" })),
    }
}

/// Keeps the appointments that are due, one of them first, in one transaction. Tells how many it has looked at.
async fn batch(cx: &Context, action: Action, by: DateTime<Utc>, first: Option<PostId>) -> Result<usize> {
    let mut tx = cx.begin().await?;
    let mut due = match first {
        // Waits before anything else is locked, so that no two wait for each other.
        Some(post) => store::lock_one(cx, &tx, action, by, post).await?,
        None => Vec::new(),
    };
    if first.is_some() && due.is_empty() {
        return Ok(0);
    }
    let rest = BATCH - due.len();
    due.extend(store::lock_next(cx, &tx, action, by, first, rest).await?);
    settle(cx, &mut tx, action, &due).await?;
    if action == Action::Publish {
        // Where both times have passed, as after an outage, nobody sees the post, and nobody is mailed it.
        let published: Vec<PostId> = due.iter().map(|due| due.post).collect();
        let over = store::lock_over(cx, &tx, by, &published).await?;
        settle(cx, &mut tx, Action::Unpublish, &over).await?;
    }
    tx.commit().await?;
    Ok(due.len())
}

async fn settle(cx: &Context, tx: &mut Tx, action: Action, due: &[Due]) -> Result<()> {
    let kept = write_down(cx, tx, action, due).await?;
    match action {
        Action::Publish => listing::appear(cx, tx, &kept).await?,
        Action::Unpublish => listing::disappear(cx, tx, &kept).await?,
    }
    events::record_many(cx, tx, facts(action, due)).await?;
    if action == Action::Publish {
        let jobs: Vec<_> = kept.iter().map(|post| FanOutPost { post: *post }).collect();
        jobs::enqueue_many(cx, tx, &jobs, &Terms::now()).await?;
        let mailed = due.iter().filter(|due| due.is_newsletter());
        let newsletters: Vec<_> = mailed.map(|due| SendNewsletter { post: due.post }).collect();
        jobs::enqueue_many(cx, tx, &newsletters, &Terms::now()).await?;
        for post in &kept {
            tx.tell_after_commit(Signal::Happened(Channel::feed(), post.to_string()));
        }
    }
    Ok(())
}

/// Writes what came of plans into the posts, and tells why where they were not kept. Gives those posts whose plan was.
async fn write_down(cx: &Context, tx: &mut Tx, action: Action, due: &[Due]) -> Result<Vec<PostId>> {
    let with = |problem: Option<PlanProblem>| -> Vec<PostId> {
        due.iter().filter(|due| due.problem(action) == problem).map(|due| due.post).collect()
    };
    let kept = with(None);
    store::settle(cx, tx, action, None, &kept).await?;
    for problem in PlanProblem::ALL {
        store::settle(cx, tx, action, Some(problem), &with(Some(problem))).await?;
    }
    tell_authors(cx, tx, action, due).await?;
    Ok(kept)
}

/// What happened where the plan was kept.
fn facts(action: Action, due: &[Due]) -> Vec<Fact> {
    let kind = match action {
        Action::Publish => EventType::PostPublished,
        Action::Unpublish => EventType::PostUnpublished,
    };
    let kept = due.iter().filter(|due| due.problem(action).is_none());
    kept.map(|due| Fact::post(kind, due.post, due.author, &due.slug)).collect()
}

/// Tells the author, and who made the plan if that is another, why a plan was not kept.
async fn tell_authors(cx: &Context, tx: &mut Tx, action: Action, due: &[Due]) -> Result<()> {
    let mut letters = Vec::new();
    for due in due {
        let Some(problem) = due.problem(action) else { continue };
        let planner = due.planner.as_ref().map(|planner| planner.id).filter(|planner| *planner != due.author);
        for to in [Some(due.author), planner].into_iter().flatten() {
            let letter = Letter::PlanNotKept {
                post: due.post,
                title: due.title.clone(),
                publication: action == Action::Publish,
                reason: problem.as_str().to_owned(),
            };
            letters.push(SendMail { to, letter });
        }
    }
    jobs::enqueue_many(cx, tx, &letters, &Terms::now()).await?;
    Ok(())
}
