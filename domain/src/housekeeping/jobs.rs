//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::jobs::{Job, QueueName};

/// Removes finished jobs that are older than `jobs.retention` keeps them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeJobs {}

/// Removes links, refresh tokens and sessions whose time is long over, kept answers that are over, and accounts that nobody has confirmed
/// by then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeTokens {}

/// Removes uploads that were never finished and files that nothing holds any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CollectMedia {}

impl Job for CollectMedia {
    const KIND: &'static str = "housekeeping.collect_media";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Removes notifications that were read longer ago than `notifications.read_kept`, or never within `unread_kept`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeNotifications {}

impl Job for PurgeNotifications {
    const KIND: &'static str = "housekeeping.purge_notifications";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Sets off the digests that are due.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendDigests {}

impl Job for SendDigests {
    const KIND: &'static str = "housekeeping.send_digests";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(10);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Publishes and withdraws posts whose time has come and whose own job did not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettlePlans {}

/// Removes posts that were deleted longer ago than `posts.deleted_kept`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgePosts {}

/// Ranks the posts that are talked about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RankPosts {}

impl Job for RankPosts {
    const KIND: &'static str = "housekeeping.rank_posts";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(10);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

impl Job for PurgePosts {
    const KIND: &'static str = "housekeeping.purge_posts";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

impl Job for PurgeJobs {
    const KIND: &'static str = "housekeeping.purge_jobs";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

impl Job for PurgeTokens {
    const KIND: &'static str = "housekeeping.purge_tokens";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Has PostgreSQL look at tables that have outgrown what it knows of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefreshStatistics {}

impl Job for RefreshStatistics {
    const KIND: &'static str = "housekeeping.refresh_statistics";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_mins(10);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

impl Job for SettlePlans {
    const KIND: &'static str = "housekeeping.settle_plans";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(10);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Ends what moderators did until a time that is over, where its own job did not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleModeration {}

impl Job for SettleModeration {
    const KIND: &'static str = "housekeeping.settle_moderation";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(10);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Removes events and deliveries that are older than `webhooks.kept`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeEvents {}

impl Job for PurgeEvents {
    const KIND: &'static str = "housekeeping.purge_events";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Gives up what waits for webhooks that are disabled, and sees to deliveries whose job is gone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleWebhooks {}

impl Job for SettleWebhooks {
    const KIND: &'static str = "housekeeping.settle_webhooks";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_mins(10);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Removes exports that are over, and their files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeExports {}

impl Job for PurgeExports {
    const KIND: &'static str = "housekeeping.purge_exports";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Removes the archives of imports that are over, and imports that were deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeImports {}

impl Job for PurgeImports {
    const KIND: &'static str = "housekeeping.purge_imports";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(1);

    fn unique_key(&self) -> Option<String> {
        Some(String::new())
    }
}
