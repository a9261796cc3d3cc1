//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::ImportId,
    jobs::{GroupLimits, Job, QueueName},
};

/// Tells what taking an archive in would do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlanImport {
    /// The import.
    pub import: ImportId,
}

impl Job for PlanImport {
    const KIND: &'static str = "imports.plan";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 20;
    const TIMEOUT: Duration = Duration::from_hours(24);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(self.import.to_string())
    }
}

/// Takes an archive in. Each attempt goes on where the one before was, so there may be many.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ApplyImport {
    /// The import.
    pub import: ImportId,
}

impl Job for ApplyImport {
    const KIND: &'static str = "imports.apply";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 100;
    const TIMEOUT: Duration = Duration::from_hours(24);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(self.import.to_string())
    }
}

/// Has the pictures fetched that lie where an import comes from, and shows them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FetchMedia {
    /// The import.
    pub import: ImportId,
}

impl Job for FetchMedia {
    const KIND: &'static str = "imports.fetch_media";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 20;
    const TIMEOUT: Duration = Duration::from_hours(6);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(self.import.to_string())
    }
}

/// Fetches one of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FetchPicture {
    /// The import.
    pub import: ImportId,
    /// Which of its pictures.
    pub number: i64,
}

impl Job for FetchPicture {
    const KIND: &'static str = "imports.fetch_picture";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 6;
    const TIMEOUT: Duration = Duration::from_mins(10);
    /// The site is somebody's, and goes on serving others.
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(4);

    fn unique_key(&self) -> Option<String> {
        Some(format!("{} {}", self.import, self.number))
    }

    fn group(&self) -> Option<String> {
        Some(self.import.to_string())
    }
}

/// Takes back what an import has created.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UndoImport {
    /// The import.
    pub import: ImportId,
}

impl Job for UndoImport {
    const KIND: &'static str = "imports.undo";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 100;
    const TIMEOUT: Duration = Duration::from_hours(24);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(self.import.to_string())
    }
}
