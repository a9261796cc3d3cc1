//! Workers, queues and schedules.

use clap::{Args, Subcommand};
use presswork_domain::jobs::QueueName;

use super::values::queue;

#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// The queues to serve, such as interactive,standard [default: jobs.queues]
    #[arg(long, value_delimiter = ',', value_parser = queue)]
    pub queues: Option<Vec<QueueName>>,
    /// Jobs of one queue that run at the same time [default: jobs.concurrency]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub concurrency: Option<u16>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Queues {
    /// Shows how full each is
    Stats,
    /// Stops one in the whole cluster
    Pause {
        #[arg(value_parser = queue)]
        name: QueueName,
    },
    /// Lets one go on
    Resume {
        #[arg(value_parser = queue)]
        name: QueueName,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Workers {
    /// Lists the worker processes that live
    List,
    /// Asks one to take nothing new
    Drain { id: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Schedules {
    /// Lists every schedule
    List,
    /// Sets one off now
    Trigger { name: String },
    /// Lets one set off nothing
    Pause { name: String },
    /// Lets one go on
    Resume { name: String },
}
