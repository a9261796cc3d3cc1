//! The transaction of a use case. It remembers the jobs enqueued in it and hands them to the queue after the commit, so
//! that a job is never seen before its data and a rolled-back one never runs.

use std::{ops::Deref, sync::Arc};

use sea_orm::DatabaseTransaction;
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    Result,
    platform::queue::{Dispatch, Queue},
};

/// An open transaction. Dropped without [`Tx::commit`], it rolls back.
pub struct Tx {
    inner: DatabaseTransaction,
    queue: Arc<dyn Queue>,
    enqueued: Vec<Dispatch>,
    _writer: Option<OwnedSemaphorePermit>,
}

impl Tx {
    pub(super) fn new(inner: DatabaseTransaction, queue: Arc<dyn Queue>, writer: Option<OwnedSemaphorePermit>) -> Self {
        Self { inner, queue, enqueued: Vec::new(), _writer: writer }
    }

    /// Remembers a job that became due with this transaction.
    pub(crate) fn dispatch_after_commit(&mut self, job: Dispatch) {
        self.enqueued.push(job);
    }

    /// Makes it all true, then tells the workers. A crash in between is what the sweeper is for.
    ///
    /// # Errors
    /// `unavailable` when the database went away; nothing is true then.
    pub async fn commit(self) -> Result<()> {
        self.inner.commit().await?;
        if !self.enqueued.is_empty() {
            self.queue.dispatch(&self.enqueued);
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}
