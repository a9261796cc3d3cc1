//! The commands.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::{
    admin::Admin,
    contract::Contract,
    import::Import,
    jobs::Jobs,
    migrate::Migrate,
    moves::Move,
    ops::{Queues, Schedules, WorkerArgs, Workers},
    search::Search,
    security::{Audit, Keys},
    seed::Seed,
};

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
    /// Admins: the first one, and a way back in. Passwords come from a prompt or from standard input
    #[command(subcommand)]
    Admin(Admin),
    /// The keys that sign access tokens
    #[command(subcommand)]
    Keys(Keys),
    /// The audit log
    #[command(subcommand)]
    Audit(Audit),
    /// Demo data: a community to try things out on, and to measure with
    Seed(Seed),
    /// Archives of whole sites: taking one in
    #[command(subcommand)]
    Import(Import),
    /// What can be found
    #[command(subcommand)]
    Search(Search),
    /// The contract documents
    #[command(subcommand)]
    Contract(Contract),
    /// Looks at database, Redis, files, keys, mail and clocks, and says what to do about what is wrong
    Doctor,
    /// Backs the embedded form up, also while it runs
    Backup {
        /// The folder to make
        folder: PathBuf,
    },
    /// Takes a backup of the embedded form back, into a data folder without a database
    Restore {
        /// The folder of the backup
        folder: PathBuf,
    },
    /// Copies an instance into another database, also while it runs; again for what has changed since, and with --final to end
    Move(Move),
    /// Asks the API of this machine whether it is ready; for container health checks
    Health {
        /// Another port, such as that of a worker's metrics [default: http.port]
        #[arg(long)]
        port: Option<u16>,
    },
}
