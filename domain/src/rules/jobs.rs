//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::RuleId,
    jobs::{Job, QueueName},
};

/// Tries a rule on what is there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TryRule {
    /// The rule.
    pub rule: RuleId,
}

impl Job for TryRule {
    const KIND: &'static str = "rules.try";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 5;
    const TIMEOUT: Duration = Duration::from_hours(6);
    const OWNER_MAY_CANCEL: bool = true;
}
