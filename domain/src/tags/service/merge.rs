//! Merging tags: a job moves everything, in parts; both tags are there and right until the last part.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{read::get, write::require_curator};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    ids::JobId,
    jobs::{self, Run},
    platform::Tx,
    tags::{MergeInput, MergeTag, Tag, indexed, store},
};

/// How many posts or followers one transaction moves.
const BATCH: usize = 200;

/// The step in which a run writes down what it has moved.
const MOVED: &str = "moved";

/// Sets off the job that moves the posts and followers of a tag to another one and then lets its slugs lead there. Tells the
/// receipt.
///
/// # Errors
/// `authentication_required`, `forbidden`, `not_found`; a fault when there is no tag to merge into; `same_tag`; `tag_merging` while
/// one of the two is being merged away.
pub async fn merge(cx: &Context, which: &str, input: &MergeInput) -> Result<JobId> {
    require_curator(cx)?;
    let from = get(cx, which).await?.tag;
    let into = target(cx, input).await?;
    if from.id == into.id {
        return Err(Error::conflict("same_tag", "a tag can't be merged into itself"));
    }
    let mut tx = cx.begin().await?;
    let both = BTreeSet::from([from.id.uuid(), into.id.uuid()]);
    if store::lock(cx, &tx, &both).await? != both {
        return Err(Error::not_found("tag"));
    }
    for tag in [&from, &into] {
        require_settled(&tx, tag).await?;
    }
    // On its way a tag has no posts left for a while; its name is found all the time.
    store::keep(&tx, &both).await?;
    let job = jobs::enqueue(cx, &mut tx, &MergeTag { from: from.id, into: into.id }).await?;
    let entry = Entry::done("tag.merged").on(from.id);
    audit::record(cx, &mut tx, entry.with(serde_json::json!({ "slug": from.slug, "into": into.slug })));
    tx.commit().await?;
    Ok(job)
}

async fn target(cx: &Context, input: &MergeInput) -> Result<Tag> {
    match get(cx, input.check()?).await {
        Ok(found) => Ok(found.tag),
        Err(Error::NotFound { .. }) => Err(Error::invalid("/into", "unknown_tag", "there is no such tag")),
        Err(error) => Err(error),
    }
}

/// Two merges at odds would move the same things back and forth.
async fn require_settled(tx: &Tx, tag: &Tag) -> Result<()> {
    if jobs::is_pending::<MergeTag>(tx, &MergeTag::key_of(tag.id)).await? {
        let detail = format!("{} is being merged into another tag; wait for that", tag.slug);
        return Err(Error::conflict("tag_merging", detail));
    }
    Ok(())
}

/// What has been moved, as the receipt tells it.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Moved {
    posts: usize,
    followers: usize,
}

/// Moves everything, then ends the tag and finishes the job in one transaction. A run that dies is gone on with where it was: what has
/// been moved is written down along with it.
///
/// # Errors
/// `not_found` when one of the tags has ended meanwhile; `job_cancelled`, after which both tags are as right as before;
/// `stale_version` when another run has taken over.
pub async fn run_merge(run: &Run, job: &MergeTag) -> Result<()> {
    let mut moved = run.step_result::<Moved>(MOVED).await?.unwrap_or_default();
    let total = done(moved) + store::remaining(&run.cx, job.from).await?;
    loop {
        while move_some(run, job, &mut moved, total).await? {}
        let mut tx = run.cx.begin().await?;
        if store::end(&run.cx, &tx, job).await? {
            indexed::ended(&run.cx, &mut tx, job.from, &[]).await?;
            // What has been moved is found by the name that it has now.
            indexed::renamed(&run.cx, &mut tx, job.into).await?;
            run.finish(&tx, &moved).await?;
            return tx.commit().await;
        }
    }
}

/// Moves the next posts, or followers once there are none. False when there was nothing left.
async fn move_some(run: &Run, job: &MergeTag, moved: &mut Moved, total: i64) -> Result<bool> {
    run.check_cancelled()?;
    let tx = run.cx.begin().await?;
    let posts = store::move_posts(&run.cx, &tx, job, BATCH).await?;
    let followers = if posts == 0 { store::move_followers(&run.cx, &tx, job, BATCH).await? } else { 0 };
    if posts + followers == 0 {
        return Ok(false);
    }
    let now = Moved { posts: moved.posts + posts, followers: moved.followers + followers };
    run.finish_step(&tx, MOVED, &now).await?;
    run.progress_in(&tx, done(now), Some(total.max(done(now))), "moving posts and followers").await?;
    tx.commit().await?;
    *moved = now;
    Ok(true)
}

fn done(moved: Moved) -> i64 {
    i64::try_from(moved.posts + moved.followers).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{ids::TagId, jobs::Job};

    #[test]
    fn a_merge_holds_the_tag_that_ends() {
        let tag = |n| TagId::from_uuid(Uuid::from_u128(n));
        let merge = |from, into| MergeTag { from: tag(from), into: tag(into) };
        assert_eq!(merge(1, 2).unique_key(), Some(MergeTag::key_of(tag(1))));
        assert_eq!(merge(1, 2).unique_key(), merge(1, 3).unique_key());
        assert_ne!(merge(1, 2).unique_key(), merge(2, 1).unique_key());
    }
}
