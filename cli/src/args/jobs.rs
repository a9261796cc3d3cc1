//! Jobs, and which are meant.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use presswork_domain::jobs::{JobState, QueueName};

use super::values::{queue, state, time};

#[derive(Debug, Subcommand)]
pub(crate) enum Jobs {
    /// Lists jobs, the newest first
    List(ListArgs),
    /// Shows one job, its steps, its failed attempts and its children
    Show { id: String },
    /// Gives a dead, cancelled, parked or failed job another attempt now, or every dead one that fits
    Retry(Which),
    /// Gives a dead or parked job up, or every one that fits
    Discard(Which),
    /// Calls a job off, or every one that fits
    Cancel(Which),
}

/// One job, or those that fit a filter.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// The job
    #[arg(required_unless_present_any = ["state", "kind", "queue", "parent", "since", "until", "error", "all"])]
    #[arg(conflicts_with_all = ["state", "kind", "queue", "parent", "since", "until", "error", "all"])]
    pub id: Option<String>,
    /// All of them
    #[arg(long, conflicts_with_all = ["state", "kind", "queue", "parent", "since", "until", "error"])]
    pub all: bool,
    #[command(flatten)]
    pub filter: Filter,
}

/// Which jobs are meant.
#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// Only in this state
    #[arg(long, value_parser = state)]
    pub state: Option<JobState>,
    /// Only of this kind
    #[arg(long)]
    pub kind: Option<String>,
    /// Only of this queue
    #[arg(long, value_parser = queue)]
    pub queue: Option<QueueName>,
    /// Only the children of this job
    #[arg(long)]
    pub parent: Option<String>,
    /// Only what was enqueued at or after this time, such as 2026-11-24T00:00:00Z
    #[arg(long, value_parser = time)]
    pub since: Option<DateTime<Utc>>,
    /// Only what was enqueued before this time
    #[arg(long, value_parser = time)]
    pub until: Option<DateTime<Utc>>,
    /// Only those whose last error has this text in it
    #[arg(long)]
    pub error: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub filter: Filter,
    /// How many, at most 100
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=100))]
    pub first: i64,
    /// Only what comes after this, as the end of a list that goes on says
    #[arg(long)]
    pub after: Option<String>,
}
