//! What can be found.

use std::sync::Arc;

use presswork_domain::{
    Result,
    jobs::Run,
    posts,
    search::{self, ReindexSearch},
    tags::{ReindexTag, ReindexUntagged},
};
use serde_json::Value;

/// Writes all that can be found anew.
pub(crate) async fn reindex(run: Arc<Run>, _job: ReindexSearch) -> Result<Value> {
    search::reindex(&run).await
}

/// Writes what is found of the posts with a tag anew.
pub(crate) async fn reindex_tag(run: Arc<Run>, job: ReindexTag) -> Result<Value> {
    posts::reindex_tag(&run, &job).await
}

/// Writes what is found of posts that have lost a tag anew.
pub(crate) async fn reindex_untagged(run: Arc<Run>, job: ReindexUntagged) -> Result<Value> {
    posts::reindex_untagged(&run, &job).await
}
