//! Going through the subscribers, some hundreds in a transaction, each of which notes how far it has come. A run that dies goes on from
//! there. Then the job waits for its mails, and is done with the last of them: unless the post was withdrawn while they left, and is
//! published again. Then it goes through the subscribers once more, for those whose mail was not sent.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{MailNewsletter, deliver::WITHDRAWN, store};
use crate::{
    Result,
    ids::{PostId, SubscriberId},
    jobs::{self, Run, Terms},
    posts::{self, SendNewsletter},
};

/// How many subscribers one transaction takes.
const CHUNK: usize = 200;

/// The step that each transaction finishes anew: how many are taken, how many mails there are, and the last who was taken.
const TAKEN: &str = "taken";

/// The step that is done when all are taken: how many mails there are.
const ALL: &str = "all";

/// The step that is done anew each time the subscribers are gone through once more: the round that begins.
const AGAIN: &str = "again";

/// One time through the subscribers, and what was before it.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Round {
    /// From 0.
    number: u32,
    /// How many mails there were.
    mails: i64,
    /// How many of them were not sent.
    unsent: i64,
    /// How many of these because the post was withdrawn.
    withdrawn: i64,
}

impl Round {
    /// The name of a step in this round.
    fn step(self, name: &str) -> String {
        if self.number == 0 { name.to_owned() } else { format!("{name}-{}", self.number) }
    }
}

/// Mails a post to those who subscribe and have not had it yet. The receipt says how many they are; its children are the mails.
///
/// # Errors
/// `job_cancelled`; `stale_version` when another run has taken over. What is enqueued stays so.
pub async fn fan_out(run: &Run, job: &SendNewsletter) -> Result<()> {
    let round = run.step_result::<Round>(AGAIN).await?.unwrap_or_default();
    let Some(mails) = run.step_result::<i64>(&round.step(ALL)).await? else {
        return go_through(run, job.post, round).await;
    };
    match end(run, job.post, round, mails).await? {
        Some(next) => go_through(run, job.post, next).await,
        None => Ok(()),
    }
}

async fn go_through(run: &Run, post: PostId, round: Round) -> Result<()> {
    let before = run.step_result::<(i64, i64, Option<SubscriberId>)>(&round.step(TAKEN)).await?;
    if before.is_none() && !is_wanted(run, post, round).await? {
        return Ok(());
    }
    let total = store::count(&run.cx).await?;
    let (mut taken, mut mails, mut last) = before.unwrap_or((0, round.mails, None));
    loop {
        run.check_cancelled()?;
        let cx = run.cx.again();
        let chunk = store::next(&cx, last, CHUNK).await?;
        let mut tx = cx.begin().await?;
        let claimed = store::claim(&cx, &tx, post, &chunk).await?;
        let of = |(subscriber, recipient)| MailNewsletter { post, subscriber, recipient: Some(recipient) };
        let children: Vec<_> = claimed.into_iter().map(of).collect();
        if !children.is_empty() {
            let written = jobs::enqueue_children(&cx, &mut tx, run.job.id, &children, &Terms::now()).await?;
            mails += whole(written.len());
        }
        taken += whole(chunk.len());
        last = chunk.last().map(|one| one.id).or(last);
        run.progress_in(&tx, taken, Some(total.max(taken)), "going through subscribers").await?;
        if chunk.len() < CHUNK {
            run.finish_step(&tx, &round.step(ALL), &mails).await?;
            if mails == round.mails {
                run.finish(&tx, &receipt(mails, round.unsent)).await?;
            } else {
                run.wait_for_children(&tx).await?;
            }
            return tx.commit().await;
        }
        run.finish_step(&tx, &round.step(TAKEN), &(taken, mails, last)).await?;
        tx.commit().await?;
    }
}

/// Whether the post is published still; otherwise the job is done. Whoever publishes it after that finds no job that would go on.
async fn is_wanted(run: &Run, post: PostId, round: Round) -> Result<bool> {
    let tx = run.cx.begin().await?;
    if posts::hold_published(&run.cx, &tx, post).await? {
        return Ok(true);
    }
    run.finish(&tx, &receipt(round.mails, round.unsent)).await?;
    tx.commit().await?;
    Ok(false)
}

/// All mails have ended. Tells the next round, where the post is published and mails were not sent because it was not; otherwise the job
/// is done.
async fn end(run: &Run, post: PostId, round: Round, mails: i64) -> Result<Option<Round>> {
    let reasons = run.children_by("reason").await?;
    let unsent = reasons.values().sum();
    let withdrawn = reasons.get(WITHDRAWN).copied().unwrap_or_default();
    let tx = run.cx.begin().await?;
    if withdrawn > round.withdrawn && posts::hold_published(&run.cx, &tx, post).await? {
        let next = Round { number: round.number + 1, mails, unsent, withdrawn };
        run.finish_step(&tx, AGAIN, &next).await?;
        tx.commit().await?;
        return Ok(Some(next));
    }
    run.finish(&tx, &receipt(mails, unsent)).await?;
    tx.commit().await?;
    Ok(None)
}

/// How many were mailed: mails that wait for another try count, those that were not sent do not.
fn receipt(mails: i64, unsent: i64) -> Value {
    json!({ "mailed": mails - unsent })
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
