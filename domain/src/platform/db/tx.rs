//! The transaction of a use case. It remembers the jobs enqueued in it, and whom to tell what, and hands both on after the
//! commit, so that a job is never seen before its data and what is rolled back never runs and is never told.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use tokio::sync::OwnedSemaphorePermit;

use super::{Recorded, Sql, Transaction};
use crate::{
    Error, Result,
    jobs::QueueName,
    platform::{
        events::{Events, Signal},
        freshness::Freshness,
        metrics::Metrics,
        queue::{Dispatch, Queue},
        telemetry::Span,
    },
};

/// A right that may have been lost meanwhile: this statement has to touch a row right before the commit.
pub struct Fence {
    /// The statement.
    pub statement: Sql,
    /// What the caller hears when it touched none; nothing is true then.
    pub otherwise: fn() -> Error,
}

/// What is written right before the commit, after everything else, so that a lock it takes is held as shortly as can be.
#[async_trait]
pub trait LastWord: Send + Sync {
    /// Writes it.
    ///
    /// # Errors
    /// The database's; the transaction rolls back then.
    async fn write(&self, tx: &Transaction) -> Result<()>;
}

/// Who hears of a commit.
pub struct After {
    /// Hands on jobs that became due.
    pub queue: Arc<dyn Queue>,
    /// Tells whoever watches.
    pub events: Arc<dyn Events>,
    /// Counts jobs that are new.
    pub metrics: Arc<Metrics>,
    /// Throws away answers that are not true any more.
    pub freshness: Arc<Freshness>,
}

/// An open transaction. Dropped without [`Tx::commit`], it rolls back.
pub struct Tx {
    inner: Recorded,
    after: After,
    due: Vec<Dispatch>,
    first: Vec<Dispatch>,
    soon: Vec<Dispatch>,
    told: Mutex<Vec<Signal>>,
    enqueued: Vec<(QueueName, u64)>,
    fence: Option<Fence>,
    last_words: Vec<Box<dyn LastWord>>,
    spans: Pending,
    _writer: Option<OwnedSemaphorePermit>,
}

impl Tx {
    pub(super) fn new(inner: Transaction, after: After, writer: Option<OwnedSemaphorePermit>) -> Self {
        let (due, first, soon, enqueued, told) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Mutex::default());
        let inner = Recorded::new(inner);
        let (last_words, spans) = (Vec::new(), Pending::default());
        Self { inner, after, due, first, soon, told, enqueued, fence: None, last_words, spans, _writer: writer }
    }

    /// The same transaction, which commits only if the fence holds.
    #[must_use]
    pub(crate) fn fenced(self, fence: Option<Fence>) -> Self {
        Self { fence, ..self }
    }

    /// Remembers a job that became due with this transaction.
    pub(crate) fn dispatch_after_commit(&mut self, job: Dispatch) {
        self.due.push(job);
    }

    /// Remembers one that comes before all that wait.
    pub(crate) fn dispatch_first_after_commit(&mut self, job: Dispatch) {
        self.first.push(job);
    }

    /// Remembers that jobs are new with this transaction, due now or later.
    pub(crate) fn count_after_commit(&mut self, queue: QueueName, count: u64) {
        self.enqueued.push((queue, count));
    }

    /// Remembers a job that becomes due within moments after this transaction.
    pub(crate) fn dispatch_soon_after_commit(&mut self, job: Dispatch) {
        self.soon.push(job);
    }

    /// Remembers what to tell whoever watches.
    pub(crate) fn tell_after_commit(&self, signal: Signal) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(signal);
    }

    /// Remembers what has to be written right before the commit.
    pub(crate) fn before_commit(&mut self, word: Box<dyn LastWord>) {
        self.last_words.push(word);
    }

    /// Remembers a span of something that becomes true with this transaction; it ends once that was told to the workers.
    pub(crate) fn tell_of(&mut self, span: Span) {
        self.spans.0.push(span);
    }

    /// Makes it all true, then tells the workers and whoever watches. A crash in between is what the sweeper is for.
    ///
    /// # Errors
    /// `unavailable` when the database went away, or the fence's error; nothing is true then.
    pub async fn commit(mut self) -> Result<()> {
        if let Some(Fence { statement, otherwise }) = self.fence
            && statement.run(&self.inner).await? == 0
        {
            return Err(otherwise());
        }
        for word in &self.last_words {
            word.write(self.inner.bare()).await?;
        }
        let written = self.inner.commit().await?;
        // Before the answer, so that whoever wrote reads what they wrote.
        self.after.freshness.touch(&written);
        if !self.due.is_empty() {
            self.after.queue.dispatch(&self.due);
        }
        if !self.first.is_empty() {
            self.after.queue.dispatch_first(&self.first);
        }
        for (queue, count) in self.enqueued {
            self.after.metrics.jobs.enqueued(queue, count);
        }
        if !self.soon.is_empty() {
            self.after.queue.dispatch_soon(&self.soon);
        }
        let mut told = self.told.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !written.is_empty() {
            told.push(Signal::Written(written));
        }
        if !told.is_empty() {
            self.after.events.publish(told);
        }
        self.spans.come_true();
        Ok(())
    }
}

/// Spans of what is not true yet. Those of a transaction that rolls back tell so.
#[derive(Default)]
struct Pending(Vec<Span>);

impl Pending {
    fn come_true(&mut self) {
        self.0.clear();
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        for span in &self.0 {
            span.fail("rolled_back");
        }
    }
}

impl Deref for Tx {
    type Target = Recorded;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}
