//! Removing what is over: finished jobs that nobody looks at any more, tokens and sessions whose time has passed. In small
//! batches, so that no transaction is long and no lock is felt. And what PostgreSQL knows of the sizes of tables.

mod jobs;
mod service;
mod statistics;

pub use jobs::{
    CollectMedia, PurgeEvents, PurgeExports, PurgeImports, PurgeJobs, PurgeNotifications, PurgePosts, PurgeTokens,
    RankPosts, RefreshStatistics, SendDigests, SettleModeration, SettlePlans, SettleWebhooks,
};
pub use service::{purge_jobs, purge_tokens};
pub use statistics::refresh_statistics;
