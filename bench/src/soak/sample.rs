//! One look at what could grow.

use std::time::Duration;

use procfs::process::Process;

use crate::{
    Result,
    http::{Place, Server, memory},
    redis_prefix,
};

/// What is due and not done.
const DEPTH: &str = "SELECT COUNT(*) AS it FROM jobs WHERE state IN ('queued', 'running', 'held')";
/// All connections to this database; ours are always as many.
const CONNECTIONS: &str = "SELECT COUNT(*) AS it FROM pg_stat_activity WHERE datname = current_database()";

/// One look, while a slice of the load runs, and what came of that slice.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sample {
    /// Since the beginning, in minutes.
    pub at: f64,
    /// Resident memory of the API, in MB (10⁶ bytes).
    pub api_mb: f64,
    /// The same of the worker.
    pub worker_mb: f64,
    /// Connections to PostgreSQL.
    pub connections: f64,
    /// Open files and sockets of the API.
    pub api_files: f64,
    /// The same of the worker.
    pub worker_files: f64,
    /// Keys in Redis that are there for more than another minute.
    pub keys: f64,
    /// Jobs that are due and not done.
    pub depth: f64,
    /// Requests that were answered.
    pub requests: usize,
    /// Answers of 400 and above, and those that broke off.
    pub errors: u64,
    /// Jobs that were enqueued beside the load.
    pub jobs: usize,
}

impl Sample {
    /// Looks.
    pub(super) async fn take(place: &Place, server: &Server, since: Duration) -> Result<Self> {
        let ids = server.ids();
        let (Some(api), Some(worker)) = (ids.first().copied(), ids.last().copied()) else {
            return Err("nothing runs".into());
        };
        Ok(Self {
            at: since.as_secs_f64() / 60.0,
            api_mb: megabytes(api)?,
            worker_mb: megabytes(worker)?,
            connections: counted(place, CONNECTIONS).await?,
            api_files: files(api)?,
            worker_files: files(worker)?,
            keys: float(redis_prefix::lasting(&place.redis, place.prefix()?).await?),
            depth: counted(place, DEPTH).await?,
            ..Self::default()
        })
    }

    /// For the person who waits.
    pub(super) fn line(&self) -> String {
        let [at, api, worker] = [self.at, self.api_mb, self.worker_mb];
        format!(
            "  {at:5.1} min: api {api:.1} MB, worker {worker:.1} MB; connections {}, files {} and {}, keys {}, jobs due {}; \
             {} requests, {} errors",
            self.connections, self.api_files, self.worker_files, self.keys, self.depth, self.requests, self.errors
        )
    }
}

fn megabytes(process: u32) -> Result<f64> {
    Ok(memory(process)?.now * 1.048_576)
}

fn files(process: u32) -> Result<f64> {
    Ok(float(Process::new(process.cast_signed())?.fd_count()?))
}

async fn counted(place: &Place, sql: &str) -> Result<f64> {
    let count: i64 = place.one(sql).await?.try_get("", "it")?;
    Ok(float(usize::try_from(count)?))
}

#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
const fn float(count: usize) -> f64 {
    count as f64
}
