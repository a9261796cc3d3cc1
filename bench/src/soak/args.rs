//! How long, and on what.

use std::{path::PathBuf, time::Duration};

use clap::Args as Arguments;

use crate::http;

/// How long, and on what. The binary is `PRESSWORK_BINARY`, the servers are at `DATABASE_URL` and `REDIS_URL`.
#[derive(Arguments)]
pub(crate) struct Args {
    /// How long it lasts.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub minutes: u64,
    /// How often it is looked at, in seconds.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(2..=60))]
    pub every: u64,
    /// Connections of the load. Few, so that workers keep up with what it sets in motion.
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
    /// Keep the database for the next run.
    #[arg(long)]
    pub keep: bool,
    /// A run of 20 seconds on little data, which shows that everything works; only errors count.
    #[arg(long)]
    pub smoke: bool,
    /// Where to write the report, besides standard output.
    #[arg(long, num_args = 0..=1, default_missing_value = "bench/soak/REPORT.md")]
    pub report: Option<PathBuf>,
}

impl Args {
    /// The same place and works as those of what clients ask for.
    pub(super) fn http(&self) -> http::Args {
        let plain = http::Args { services: true, smoke: self.smoke, keep: self.keep, ..http::Args::plain() };
        http::Args { connections: self.connections, ..plain.settled() }
    }

    pub(super) fn every(&self) -> u64 {
        if self.smoke { 2 } else { self.every }
    }

    pub(super) fn lasts(&self) -> Duration {
        if self.smoke { Duration::from_secs(20) } else { Duration::from_mins(self.minutes) }
    }

    /// The first part, in which caches and pools fill: a sixth, so five minutes of thirty.
    pub(super) fn warm_up(&self) -> Duration {
        self.lasts() / 6
    }
}
