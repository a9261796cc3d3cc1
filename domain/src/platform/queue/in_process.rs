//! The embedded queue: a wake-up call within the process. Ids are not carried; the worker looks in the ledger.

use std::{collections::HashMap, time::Duration};

use async_trait::async_trait;
use tokio::sync::Notify;

use super::{Dispatch, Queue, Wake};
use crate::{Result, ids::JobId, jobs::QueueName};

/// Wakes the workers of this process.
#[derive(Debug)]
pub struct InProcessQueue {
    bells: HashMap<QueueName, Notify>,
    appointments: Notify,
}

impl Default for InProcessQueue {
    fn default() -> Self {
        Self {
            bells: QueueName::ALL.into_iter().map(|name| (name, Notify::new())).collect(),
            appointments: Notify::new(),
        }
    }
}

#[async_trait]
impl Queue for InProcessQueue {
    fn dispatch(&self, jobs: &[Dispatch]) {
        for job in jobs {
            if let Some(bell) = self.bells.get(&job.queue) {
                bell.notify_one();
            }
        }
    }

    fn dispatch_first(&self, jobs: &[Dispatch]) {
        self.dispatch(jobs);
    }

    fn dispatch_soon(&self, _jobs: &[Dispatch]) {
        self.appointments.notify_one();
    }

    async fn appointment(&self) {
        self.appointments.notified().await;
    }

    async fn wait(&self, queue: QueueName, _max: usize, patience: Duration) -> Result<Wake> {
        if let Some(bell) = self.bells.get(&queue) {
            // Patience running out is an answer too.
            let _ = tokio::time::timeout(patience, bell.notified()).await;
        }
        Ok(Wake::Look)
    }

    async fn next(&self, _queue: QueueName) -> Result<Option<Option<JobId>>> {
        Ok(None)
    }

    fn takes(&self) -> bool {
        true
    }

    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    async fn flush(&self) {}
}
