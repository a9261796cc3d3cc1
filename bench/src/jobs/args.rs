//! What is measured, and where.

use std::path::PathBuf;

use clap::{ArgAction, Args as Arguments};
use url::Url;

use super::sizes::Sizes;

/// What is measured, and where.
#[derive(Arguments)]
pub(crate) struct Args {
    /// The PostgreSQL server on which to make a database, as somebody who may.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "postgres://postgres@127.0.0.1:5432/postgres"
    )]
    pub database: Url,
    /// The Redis in which to take a prefix.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, default_value = "redis://127.0.0.1:6379")]
    pub redis: Url,
    /// Measure the embedded installation.
    #[arg(long, default_value_t = true, action = ArgAction::Set)]
    pub embedded: bool,
    /// Measure on PostgreSQL and Redis.
    #[arg(long, default_value_t = true, action = ArgAction::Set)]
    pub services: bool,
    /// Only this part of the measurements on PostgreSQL and Redis: enqueue, drain, pick-up or backlog.
    #[arg(long)]
    pub only: Option<String>,
    /// A run of seconds that shows that the measurements work; its figures say nothing.
    #[arg(long)]
    pub tiny: bool,
    /// Jobs that a worker runs at the same time; as shipped when not given.
    #[arg(long)]
    pub concurrency: Option<usize>,
    /// Where to write the report, besides standard output.
    #[arg(long)]
    pub report: Option<PathBuf>,
}

impl Args {
    pub(super) fn sizes(&self) -> Sizes {
        if self.tiny { Sizes::TINY } else { Sizes::FULL }
    }

    /// Whether a part is asked for.
    pub(super) fn wants(&self, part: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == part)
    }
}
