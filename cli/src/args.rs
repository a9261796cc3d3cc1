//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use presswork_domain::jobs::{JobState, QueueName};

/// A headless publishing backend. Settings come from files and variables: see `check-config`.
#[derive(Debug, Parser)]
#[command(name = "presswork", version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// API and worker in one process; migrates the database by itself (the default)
    Serve,
    /// The API alone
    Api,
    /// A worker alone
    Worker(WorkerArgs),
    /// Brings the database to the schema of this binary, or back
    #[command(subcommand)]
    Migrate(Migrate),
    /// Prints every setting, its value and where it came from
    CheckConfig,
    /// Jobs: looking at them, retrying, discarding, cancelling
    #[command(subcommand)]
    Jobs(Jobs),
    /// Queues: how full they are, pausing and resuming
    #[command(subcommand)]
    Queues(Queues),
    /// Workers: which live, draining one
    #[command(subcommand)]
    Workers(Workers),
    /// Schedules: looking at them, triggering, pausing and resuming
    #[command(subcommand)]
    Schedules(Schedules),
    /// The contract documents
    #[command(subcommand)]
    Contract(Contract),
    /// Asks the API of this machine whether it is ready; for container health checks
    Health,
}

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
pub(crate) enum Migrate {
    /// Applies what is pending
    Up,
    /// Rolls the latest back
    Down(DownArgs),
    /// Lists every migration and where it stands
    Status,
}

#[derive(Debug, Args)]
pub(crate) struct DownArgs {
    /// How many to roll back
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub steps: u32,
    /// Roll all back: every row of every table is lost
    #[arg(long, conflicts_with = "steps")]
    pub all: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Jobs {
    /// Lists jobs, the newest first
    List(ListArgs),
    /// Shows one job and its failed attempts
    Show { id: String },
    /// Gives a dead or cancelled job one more attempt
    Retry { id: String },
    /// Gives a dead or parked job up
    Discard { id: String },
    /// Calls a job off
    Cancel { id: String },
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only in this state
    #[arg(long, value_parser = state)]
    pub state: Option<JobState>,
    /// Only of this kind
    #[arg(long)]
    pub kind: Option<String>,
    /// Only of this queue
    #[arg(long, value_parser = queue)]
    pub queue: Option<QueueName>,
    /// How many, at most 100
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=100))]
    pub first: i64,
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

#[derive(Debug, Subcommand)]
pub(crate) enum Contract {
    /// Writes openapi.json and schema.graphql
    Write {
        /// The folder
        #[arg(long, default_value = "docs/contract")]
        folder: PathBuf,
    },
}

fn state(name: &str) -> Result<JobState, String> {
    name.parse().map_err(|_| "scheduled, queued, running, succeeded, dead, cancelled or parked".to_owned())
}

fn queue(name: &str) -> Result<QueueName, String> {
    name.trim().parse().map_err(|error: presswork_domain::Error| error.detail())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn queues_are_separated_by_commas() {
        let cli = Cli::parse_from(["presswork", "worker", "--queues", "interactive,bulk", "--concurrency", "16"]);
        let Some(Command::Worker(args)) = cli.command else { panic!("{cli:?}") };
        assert_eq!(args.queues, Some(vec![QueueName::Interactive, QueueName::Bulk]));
        assert_eq!(args.concurrency, Some(16));
    }

    #[test]
    fn an_unknown_queue_is_refused() {
        let refused = Cli::try_parse_from(["presswork", "worker", "--queues", "fast"]).unwrap_err().to_string();
        assert!(refused.contains("the queues are interactive, standard and bulk"), "{refused}");
    }
}
