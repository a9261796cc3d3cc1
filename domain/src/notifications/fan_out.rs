//! Telling followers, however many: some hundreds in a transaction, each of which notes how far it has come. A run that dies
//! goes on from there, and one that has lost its claim commits nothing.

use serde_json::json;

use super::{
    NotificationKind,
    store::Told,
    tell::{address, tell},
};
use crate::{
    Result, follows,
    ids::UserId,
    jobs::Run,
    posts::{self, FanOutPost},
};

/// How many followers one transaction tells: short enough for what waits behind it.
const CHUNK: usize = 500;

/// The step that each transaction finishes anew: how many are told, and the last of them.
const TOLD: &str = "told";

/// Tells the followers of its author that a post was published. The receipt says how many they are.
///
/// # Errors
/// `not_found` when the post was withdrawn meanwhile; `job_cancelled`; `stale_version` when another run has taken over. Who is
/// told stays told.
pub async fn fan_out(run: &Run, job: &FanOutPost) -> Result<()> {
    let post = posts::published(&run.cx, job.post).await?;
    let total = post.author.as_ref().map(|author| i64::from(author.follower_count));
    let before = run.step_result::<(i64, Option<UserId>)>(TOLD).await?;
    let (mut count, mut last) = before.unwrap_or_default();
    loop {
        run.check_cancelled()?;
        let cx = run.cx.again();
        let followers = follows::followers(&cx, post.author_id, last, CHUNK).await?;
        let told = Told { event: post.id.uuid(), by: post.author_id, post: Some(post.id), at: cx.now };
        let to: Vec<_> = followers
            .iter()
            .map(|follower| address(&cx, *follower, NotificationKind::PostPublished, post.id.uuid(), None))
            .collect();
        let mut tx = cx.begin().await?;
        tell(&cx, &mut tx, &told, &to).await?;
        count += i64::try_from(followers.len()).unwrap_or(i64::MAX);
        last = followers.last().copied().or(last);
        if followers.len() < CHUNK {
            run.finish(&tx, &json!({ "followers": count })).await?;
            return tx.commit().await;
        }
        run.finish_step(&tx, TOLD, &(count, last)).await?;
        run.progress_in(&tx, count, total.map(|total| total.max(count)), "telling followers").await?;
        tx.commit().await?;
    }
}
