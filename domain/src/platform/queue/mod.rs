//! Telling workers quickly that there is something to do. Never the record of it: that is the ledger in SQL, and a queue
//! may lose, double or reorder what it is told without harm (`docs/JOBS.md`).

mod in_process;
mod redis;

use std::time::Duration;

use async_trait::async_trait;

pub use self::redis::RedisQueue;
pub use in_process::InProcessQueue;

use crate::{Result, ids::JobId, jobs::QueueName};

/// A job that is due, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dispatch {
    /// The ledger row.
    pub id: JobId,
    /// Its queue.
    pub queue: QueueName,
}

/// Why a waiting worker was woken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wake {
    /// These may be due; claim them. Never empty.
    Ids(Vec<JobId>),
    /// Something may be due; look in the ledger.
    Look,
}

/// The way from a commit to a worker. That it is away, and that it is back, it logs by itself: once for all of the process who run
/// into it.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Tells that these are due. Neither blocks nor fails: what does not arrive, the sweeper finds.
    fn dispatch(&self, jobs: &[Dispatch]);

    /// Tells that these come first: they were due long ago, or change those that wait.
    fn dispatch_first(&self, jobs: &[Dispatch]);

    /// Tells that these become due within moments, so that whoever makes jobs due looks when.
    fn dispatch_soon(&self, jobs: &[Dispatch]);

    /// Waits until [`Self::dispatch_soon`] was called, where the queue carries no ids; for ever where it does.
    async fn appointment(&self);

    /// Waits for work in a queue, at most `patience` and not at all when that is zero; `Look` when it ran out.
    ///
    /// # Errors
    /// `unavailable` when the queue is away; the worker looks in the ledger meanwhile.
    async fn wait(&self, queue: QueueName, max: usize, patience: Duration) -> Result<Wake>;

    /// The job that a worker would get next, when the queue knows ids at all; the outer `None` when it does not.
    ///
    /// # Errors
    /// `unavailable` when the queue is away.
    async fn next(&self, queue: QueueName) -> Result<Option<Option<JobId>>>;

    /// Whether it takes what it is given, as far as this process knows: one that is full answers all the same.
    fn takes(&self) -> bool;

    /// Whether the queue answers.
    ///
    /// # Errors
    /// `unavailable` when it does not, within a second.
    async fn ping(&self) -> Result<()>;

    /// Hands on what is still on its way, as far as that is possible within a second.
    async fn flush(&self);
}
