//! The transaction of a use case. It remembers the jobs enqueued in it and hands them to the queue after the commit, so
//! that a job is never seen before its data and a rolled-back one never runs.

use std::{ops::Deref, sync::Arc};

use sea_orm::DatabaseTransaction;
use tokio::sync::OwnedSemaphorePermit;

use super::Sql;
use crate::{
    Error, Result,
    platform::queue::{Dispatch, Queue},
};

/// A right that may have been lost meanwhile: this statement has to touch a row right before the commit.
pub struct Fence {
    /// The statement.
    pub statement: Sql,
    /// What the caller hears when it touched none; nothing is true then.
    pub otherwise: fn() -> Error,
}

/// An open transaction. Dropped without [`Tx::commit`], it rolls back.
pub struct Tx {
    inner: DatabaseTransaction,
    queue: Arc<dyn Queue>,
    enqueued: Vec<Dispatch>,
    fence: Option<Fence>,
    _writer: Option<OwnedSemaphorePermit>,
}

impl Tx {
    pub(super) fn new(inner: DatabaseTransaction, queue: Arc<dyn Queue>, writer: Option<OwnedSemaphorePermit>) -> Self {
        Self { inner, queue, enqueued: Vec::new(), fence: None, _writer: writer }
    }

    /// The same transaction, which commits only if the fence holds.
    #[must_use]
    pub(crate) fn fenced(self, fence: Option<Fence>) -> Self {
        Self { fence, ..self }
    }

    /// Remembers a job that became due with this transaction.
    pub(crate) fn dispatch_after_commit(&mut self, job: Dispatch) {
        self.enqueued.push(job);
    }

    /// Makes it all true, then tells the workers. A crash in between is what the sweeper is for.
    ///
    /// # Errors
    /// `unavailable` when the database went away, or the fence's error; nothing is true then.
    pub async fn commit(self) -> Result<()> {
        if let Some(Fence { statement, otherwise }) = self.fence
            && statement.run(&self.inner).await? == 0
        {
            return Err(otherwise());
        }
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
