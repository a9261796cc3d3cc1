//! Posts.

use std::sync::Arc;

use presswork_domain::{
    Result,
    housekeeping::{PurgePosts, RankPosts, SettlePlans},
    jobs::Run,
    posts::{self, PublishPost, UnpublishPost, plans, ranks},
};
use serde_json::Value;

/// Publishes a post at its time.
pub(crate) async fn publish(run: Arc<Run>, job: PublishPost) -> Result<Value> {
    plans::publish_planned(&run, &job).await
}

/// Withdraws a post at its time.
pub(crate) async fn unpublish(run: Arc<Run>, job: UnpublishPost) -> Result<Value> {
    plans::unpublish_planned(&run, &job).await
}

/// Keeps what no job has kept.
pub(crate) async fn settle_plans(run: Arc<Run>, _job: SettlePlans) -> Result<Value> {
    plans::settle_due(&run).await
}

/// Removes what was deleted long ago.
pub(crate) async fn purge(run: Arc<Run>, _job: PurgePosts) -> Result<Value> {
    posts::purge(&run).await
}

/// Ranks what is talked about.
pub(crate) async fn rank(run: Arc<Run>, _job: RankPosts) -> Result<Value> {
    ranks::rank_young(&run).await
}
