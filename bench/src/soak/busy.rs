//! Jobs beside those that the load sets in motion: many small ones of the queue `standard`, each of which writes anew what is found of
//! a post, and a sweep of the queue `bulk` in each slice.

use std::sync::Arc;

use presswork_domain::{
    Context, Deps,
    housekeeping::PurgeTokens,
    ids::{self, PostId, PostKind},
    jobs::{self, Terms},
    tags::ReindexUntagged,
};
use tokio::time::{Duration, sleep};

use crate::{
    Result,
    http::{Keys, Place},
};

/// Jobs of a second.
const PER_SECOND: usize = 20;

/// Keeps workers busy.
pub(super) struct Busy {
    deps: Arc<Deps>,
    posts: Vec<PostId>,
}

impl Busy {
    pub(super) fn new(deps: Arc<Deps>, keys: &Keys) -> Result<Self> {
        let posts = keys.posts.iter().map(|(id, _)| ids::parse::<PostKind>(id)).collect::<Result<_, _>>()?;
        Ok(Self { deps, posts })
    }

    /// Enqueues for so many seconds; how many jobs.
    pub(super) async fn keep(&self, seconds: u64) -> Result<usize> {
        let mut tx = self.cx().begin().await?;
        jobs::enqueue(&self.cx(), &mut tx, &PurgeTokens {}).await?;
        tx.commit().await?;
        let (mut count, mut posts) = (1, self.posts.iter().cycle());
        for _ in 0..seconds {
            let few: Vec<_> =
                posts.by_ref().take(PER_SECOND).map(|post| ReindexUntagged { posts: vec![*post] }).collect();
            let cx = self.cx();
            let mut tx = cx.begin().await?;
            count += jobs::enqueue_many(&cx, &mut tx, &few, &Terms::now()).await?.len();
            tx.commit().await?;
            sleep(Duration::from_secs(1)).await;
        }
        Ok(count)
    }

    /// Jobs that nobody will do: dead ones, and those that this release can't run.
    pub(super) async fn failed(&self, place: &Place) -> Result<u64> {
        let failed: i64 =
            place.one("SELECT COUNT(*) AS it FROM jobs WHERE state IN ('dead', 'parked')").await?.try_get("", "it")?;
        Ok(failed.cast_unsigned())
    }

    fn cx(&self) -> Context {
        Context::system(Arc::clone(&self.deps), "soak")
    }
}
