//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::ExportId,
    jobs::{Job, QueueName},
};

/// Puts an export together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunExport {
    /// The export.
    pub export: ExportId,
}

impl Job for RunExport {
    const KIND: &'static str = "exports.run";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(12);
    const OWNER_MAY_CANCEL: bool = true;

    fn unique_key(&self) -> Option<String> {
        Some(self.export.to_string())
    }
}
