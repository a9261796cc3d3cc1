//! What can be said on the command line.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use presswork_domain::{
    audit::Anchor,
    jobs::{JobState, QueueName},
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
pub(crate) enum Admin {
    /// Makes an account that is an admin and can log in at once
    Create {
        /// Its handle
        #[arg(long)]
        username: String,
        /// Its mail address
        #[arg(long)]
        email: String,
    },
    /// Makes an admin of somebody
    Promote {
        /// Handle or mail address
        login: String,
    },
    /// Sets somebody's password and ends their sessions
    ResetPassword {
        /// Handle or mail address
        login: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Lists them, the one that signs last
    List,
    /// Makes a new one, which signs from now on; the old ones verify until their last token has expired
    Rotate,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Looks for entries that were changed, removed, moved or cut off
    Verify {
        /// A head that was noted down elsewhere, such as 42:kq3...
        #[arg(long, value_parser = anchor)]
        anchor: Option<Anchor>,
    },
}

/// From where to where. Addresses may come by variables, since everybody on the machine can read arguments.
#[derive(Debug, Args)]
pub(crate) struct Move {
    /// The database that is copied, such as sqlite:data/presswork.db or postgres://ann:secret@db/press
    #[arg(long, env = "PRESSWORK_MOVE_FROM", hide_env_values = true)]
    pub from: String,
    /// The database that is filled: an empty one, or one that an earlier run has begun with
    #[arg(long, env = "PRESSWORK_MOVE_TO", hide_env_values = true, required_unless_present = "give_up")]
    pub to: Option<String>,
    /// The last pass, with the source stopped: copies, compares, closes the source and opens the target
    #[arg(long = "final", conflicts_with = "give_up")]
    pub last: bool,
    /// Lets the source start again instead
    #[arg(long)]
    pub give_up: bool,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "the number is called so, too")]
pub(crate) struct Seed {
    /// How many people
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub users: u32,
    /// How many posts; one in fifty is a draft
    #[arg(long, default_value_t = 1_000)]
    pub posts: u32,
    /// How many comments [default: five for each post]
    #[arg(long)]
    pub comments: Option<u32>,
    /// How many tags
    #[arg(long, default_value_t = 200)]
    pub tags: u32,
    /// How many reactions [default: ten for each post]
    #[arg(long)]
    pub reactions: Option<u32>,
    /// How many follows [default: twenty for each person]
    #[arg(long)]
    pub follows: Option<u32>,
    /// Chooses the content: the same number makes the same
    #[arg(long, default_value_t = 1)]
    pub seed: u16,
    /// When the last of it happened, such as 2026-01-01T00:00:00Z; with it, times and ids are the same, too [default: now]
    #[arg(long, value_parser = time)]
    pub until: Option<DateTime<Utc>>,
    /// Asks for a password by which one can log in as anyone of them; without it nobody can
    #[arg(long)]
    pub ask_password: bool,
    /// In production, too
    #[arg(long)]
    pub force: bool,
}

/// An archive to take in.
#[derive(Debug, Args)]
pub(crate) struct Archive {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    pub path: PathBuf,
    /// What it is
    #[arg(long, value_enum, default_value_t)]
    pub form: Form,
    /// Whose posts those become whose authors can't come, by their handle; all of them where it tells no authors
    #[arg(long, required_if_eq_any = [("form", "markdown"), ("form", "ghost"), ("form", "wordpress")])]
    pub author: Option<String>,
    /// Where the site was, such as https://blog.example: an export of Ghost does not tell
    #[arg(long)]
    pub origin: Option<String>,
}

/// What an archive is.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Form {
    /// An archive of a whole site, as an export makes it
    #[default]
    Site,
    /// A zip of Markdown files with front matter
    Markdown,
    /// An export of Ghost: its JSON, bare or in a zip
    Ghost,
    /// An export of WordPress: its XML (WXR), bare or in a zip
    Wordpress,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Tells what applying an archive would do, and writes nothing
    Plan(Archive),
    /// Takes an archive in; may be done again after a break, and goes on then
    Apply(Archive),
    /// Removes what an import has created, and puts back what it has changed, as long as nobody has changed it or added to it since
    Undo {
        /// The import, as applying it said
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Search {
    /// Sets off a job that writes all that can be found anew: after an upgrade that brought the search, or another search.language
    Reindex,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Contract {
    /// Writes openapi.json, schema.graphql, what no release has yet, and the references of all settings and all codes of errors
    Write {
        /// The folder
        #[arg(long, default_value = "docs/contract")]
        folder: PathBuf,
        /// The file of the settings
        #[arg(long, default_value = "docs/CONFIGURATION.md")]
        configuration: PathBuf,
        /// The file of the codes of errors
        #[arg(long, default_value = "docs/ERRORS.md")]
        errors: PathBuf,
    },
    /// Makes the documents those of the last release, which later changes are compared with
    Release {
        /// The folder
        #[arg(long, default_value = "docs/contract")]
        folder: PathBuf,
        /// Where the SQL of this release was gathered, by tests/previous/gather
        #[arg(long, default_value = "target/statements")]
        statements: PathBuf,
    },
}

fn state(name: &str) -> Result<JobState, String> {
    name.parse().map_err(|_| {
        "scheduled, queued, held, waiting, running, succeeded, dead, cancelled, parked or unknown".to_owned()
    })
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse().map_err(|_: chrono::ParseError| {
        "a time as RFC 3339 has it, with its offset, such as 2026-11-24T00:00:00Z or 2026-11-24T01:00:00+01:00"
            .to_owned()
    })
}

fn anchor(text: &str) -> Result<Anchor, String> {
    text.parse().map_err(|error: presswork_domain::Error| error.detail())
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
    fn what_is_no_time_is_refused_with_an_example_of_one() {
        for (command, option) in [("jobs", "--since"), ("jobs", "--until"), ("seed", "--until")] {
            let list: &[&str] = if command == "jobs" { &["list"] } else { &[] };
            let with = |time| [&["presswork", command][..], list, &[option, time][..]].concat();
            let refused = Cli::try_parse_from(with("yesterday")).unwrap_err().to_string();
            assert!(refused.contains("RFC 3339") && refused.contains("such as 2026-11-24T00:00:00Z"), "{refused}");
            for good in ["2026-11-24T00:00:00Z", "2026-11-24T01:00:00+01:00"] {
                assert!(Cli::try_parse_from(with(good)).is_ok(), "{good}");
            }
        }
    }

    #[test]
    fn an_unknown_queue_is_refused() {
        let refused = Cli::try_parse_from(["presswork", "worker", "--queues", "fast"]).unwrap_err().to_string();
        assert!(refused.contains("the queues are interactive, standard and bulk"), "{refused}");
    }
}
