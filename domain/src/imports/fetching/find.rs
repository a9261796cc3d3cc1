//! Going through the posts of an import, some dozens in a transaction, each of which notes how far it has come.

use serde_json::json;
use url::Url;

use super::{address, replace};
use crate::{
    Result,
    ids::JobId,
    imports::{
        FetchMedia, FetchPicture, Import, ImportTask,
        run::{finish_gone, wanted},
        store,
    },
    jobs::{self, Run, Terms},
};

/// How many posts one transaction looks at: their sources are in memory then.
const CHUNK: u32 = 50;

/// The step that each transaction finishes anew: the key of the last post.
const LOOKED: &str = "looked";

/// The step that is done when all posts were looked at: how many pictures there are.
const ALL: &str = "all";

/// Has the pictures of an import fetched, and then shows them where they were. The receipt says how many are there, and how many could not be
/// fetched; its children are the pictures.
///
/// # Errors
/// `job_cancelled`; `stale_version` when another run has taken over. What is done stays so.
pub async fn fetch_media(run: &Run, job: &FetchMedia) -> Result<()> {
    let Some(import) = wanted(run, job.import, job_of).await? else { return finish_gone(run).await };
    let origin = import.origin.as_deref().and_then(|text| Url::parse(text).ok());
    let Some(origin) = origin else { return finish_gone(run).await };
    if run.step_result::<i64>(ALL).await?.is_some() {
        return replace::all(run, import.id, &origin).await;
    }
    let (mut after, mut last): (Option<String>, i64) = run.step_result(LOOKED).await?.unwrap_or_default();
    loop {
        run.check_cancelled()?;
        let page = store::posts_of(&run.cx, import.id, after.as_deref(), CHUNK).await?;
        let mut tx = run.cx.begin().await?;
        for post in page.iter().flat_map(|(posts, _)| posts) {
            let mut addresses = address::of_source(&origin, &post.markdown);
            addresses.extend(post.social_image.clone().filter(|it| address::absolute(&origin, it).is_some()));
            store::note_pictures(&tx, import.id, post.author_id, &addresses).await?;
        }
        let new = store::numbers_after(&tx, import.id, last).await?;
        let children: Vec<_> = new.iter().map(|number| FetchPicture { import: import.id, number: *number }).collect();
        if !children.is_empty() {
            jobs::enqueue_children(&run.cx, &mut tx, run.job.id, &children, &Terms::now()).await?;
        }
        last = new.last().copied().unwrap_or(last);
        let known = store::count_pictures(&tx, import.id).await?;
        run.progress_in(&tx, 0, Some(known), "looking for pictures").await?;
        let Some((_, behind)) = page else {
            run.finish_step(&tx, ALL, &known).await?;
            if last == 0 {
                run.finish(&tx, &json!({ "fetched": 0, "failed": 0 })).await?;
            } else {
                run.wait_for_children(&tx).await?;
            }
            return tx.commit().await;
        };
        after = Some(behind);
        run.finish_step(&tx, LOOKED, &(after.clone(), last)).await?;
        tx.commit().await?;
    }
}

/// The job that an import has for its pictures, as long as it is not taken back.
fn job_of(import: &Import) -> Option<JobId> {
    import.media_job_id.filter(|_| import.task != Some(ImportTask::Undo))
}
