//! What a worker process serves.

use presswork_domain::{jobs::QueueName, platform::Settings};

/// What a worker process serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The queues, each with an apalis worker of its own.
    pub queues: Vec<QueueName>,
    /// Jobs of one queue that run at the same time.
    pub concurrency: usize,
}

impl Options {
    /// What the settings say.
    #[must_use]
    pub fn from_settings(settings: &Settings) -> Self {
        Self { queues: settings.jobs.queues.clone(), concurrency: settings.jobs.concurrency }
    }
}
