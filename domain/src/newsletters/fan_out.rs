//! Going through the subscribers, some hundreds in a transaction, each of which notes how far it has come. A run that dies goes on from
//! there. Then the job waits for its mails, and is done with the last of them.

use serde_json::json;

use super::{MailNewsletter, store};
use crate::{
    Result,
    ids::SubscriberId,
    jobs::{self, Run, Terms},
    posts::{self, SendNewsletter},
};

/// How many subscribers one transaction takes.
const CHUNK: usize = 200;

/// The step that each transaction finishes anew: how many are taken, how many of them are mailed, and the last.
const TAKEN: &str = "taken";

/// The step that is done when all are taken: how many are mailed.
const ALL: &str = "all";

/// Mails a post to those who subscribe and have not had it yet. The receipt says how many they are; its children are the mails.
///
/// # Errors
/// `not_found` when the post was withdrawn meanwhile; `job_cancelled`; `stale_version` when another run has taken over. What is
/// enqueued stays so.
pub async fn fan_out(run: &Run, job: &SendNewsletter) -> Result<()> {
    if let Some(mailed) = run.step_result::<i64>(ALL).await? {
        return end(run, mailed).await;
    }
    let post = posts::published(&run.cx, job.post).await?;
    let total = store::count(&run.cx).await?;
    let before = run.step_result::<(i64, i64, Option<SubscriberId>)>(TAKEN).await?;
    let (mut taken, mut mailed, mut last) = before.unwrap_or_default();
    loop {
        run.check_cancelled()?;
        let cx = run.cx.again();
        let chunk = store::next(&cx, last, CHUNK).await?;
        let mut tx = cx.begin().await?;
        let claimed = store::claim(&cx, &tx, post.id, &chunk).await?;
        let mails: Vec<_> =
            claimed.into_iter().map(|subscriber| MailNewsletter { post: post.id, subscriber }).collect();
        if !mails.is_empty() {
            jobs::enqueue_children(&cx, &mut tx, run.job.id, &mails, &Terms::now()).await?;
        }
        taken += whole(chunk.len());
        mailed += whole(mails.len());
        last = chunk.last().map(|one| one.id).or(last);
        run.progress_in(&tx, taken, Some(total.max(taken)), "going through subscribers").await?;
        if chunk.len() < CHUNK {
            run.finish_step(&tx, ALL, &mailed).await?;
            if mailed == 0 {
                run.finish(&tx, &json!({ "mailed": 0 })).await?;
            } else {
                run.wait_for_children(&tx).await?;
            }
            return tx.commit().await;
        }
        run.finish_step(&tx, TAKEN, &(taken, mailed, last)).await?;
        tx.commit().await?;
    }
}

async fn end(run: &Run, mailed: i64) -> Result<()> {
    let tx = run.cx.begin().await?;
    run.finish(&tx, &json!({ "mailed": mailed })).await?;
    tx.commit().await
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
