//! Measures Presswork against ceilings that are measured in the same run, and writes a report.
//!
//!     cargo run --release -p presswork-bench -- jobs
//!     cargo run --release -p presswork-bench -- http
//!     cargo run --release -p presswork-bench -- live
//!     cargo run --release -p presswork-bench -- publishing
//!     cargo run --release -p presswork-bench -- webhooks
//!     cargo run --release -p presswork-bench -- soak

mod databases;
mod figures;
mod http;
mod installation;
mod jobs;
mod live;
mod machine;
mod pgbench;
mod publishing;
mod redis_prefix;
mod report;
mod soak;
mod webhooks;

use std::{error::Error, io::Write, process::ExitCode};

use clap::Parser;

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// Measures Presswork against ceilings of the same run.
#[derive(Parser)]
enum Command {
    /// The job engine: enqueuing, draining, picking up, idling.
    Jobs(Box<jobs::Args>),
    /// What clients ask for: the works W1 to W9.
    Http(Box<http::Args>),
    /// Thousands of open connections: what each takes, and when it hears.
    Live(Box<live::Args>),
    /// Appointments of one second, and large pictures.
    Publishing(Box<publishing::Args>),
    /// How soon receivers of webhooks hear beside others that are slow.
    Webhooks(Box<webhooks::Args>),
    /// Whether it stays as it is under a long load: memory, connections, handles, keys.
    Soak(soak::Args),
    /// A bare server of a measurement, started by it.
    #[command(hide = true)]
    Still(http::StillArgs),
    /// A worker process of a measurement, started by it.
    #[command(hide = true)]
    Worker,
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let ended = runtime.map_err(Into::into).and_then(|runtime| match Command::parse() {
        Command::Jobs(args) => runtime.block_on(jobs::run(&args)),
        Command::Http(args) => runtime.block_on(http::run(*args)),
        Command::Live(args) => runtime.block_on(live::run(args.settled())),
        Command::Publishing(args) => runtime.block_on(publishing::run(args.settled())),
        Command::Webhooks(args) => runtime.block_on(webhooks::run(args.settled())),
        Command::Soak(args) => runtime.block_on(soak::run(&args)),
        Command::Still(args) => http::still(&args),
        Command::Worker => jobs::work(&runtime),
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("presswork-bench: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Measures, unless somebody gives up.
async fn interruptible<T>(measure: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        measured = measure => measured,
        _ = tokio::signal::ctrl_c() => Err("interrupted".into()),
    }
}

/// A line for the person who waits.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
