//! From the arguments to the exit code: 0 when all went well, 1 when something is wrong, 2 for wrong usage.

use std::{io::Write, process::ExitCode, time::Duration};

use clap::Parser;
use presswork_domain::platform::Settings;

use crate::{
    Failure,
    args::{Cli, Command},
    commands, logging,
};

/// How long threads that block may hold up the end of the process.
const LAST: Duration = Duration::from_secs(1);

/// The binary.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command.unwrap_or(Command::Serve)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // When nobody listens there is nobody to tell.
            let _ = write!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    let settings = Settings::from_process()?;
    logging::check(&settings.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("no threads can be started: {error}")))?;
    let ended = runtime.block_on(dispatch(command, settings));
    runtime.shutdown_timeout(LAST);
    ended
}

async fn dispatch(command: Command, settings: Settings) -> Result<(), Failure> {
    match command {
        Command::Serve => Box::pin(commands::serve::run(settings)).await,
        Command::Api => Box::pin(commands::api::run(settings)).await,
        Command::Worker(args) => Box::pin(commands::worker::run(settings, args)).await,
        Command::Migrate(step) => commands::migrate::run(&settings, step).await,
        Command::CheckConfig => commands::check_config::run(&settings),
        Command::Jobs(action) => commands::jobs::run(settings, action).await,
        Command::Queues(action) => commands::ops::queues(settings, action).await,
        Command::Workers(action) => commands::ops::workers(settings, action).await,
        Command::Schedules(action) => commands::ops::schedules(settings, action).await,
        Command::Audit(action) => commands::audit::run(settings, action).await,
        Command::Admin(action) => commands::admin::run(settings, action).await,
        Command::Seed(args) => Box::pin(commands::seed::run(settings, args)).await,
        Command::Keys(action) => commands::keys::run(&settings, &action),
        Command::Search(action) => commands::search::run(settings, action).await,
        Command::Contract(action) => commands::contract::run(&action),
        Command::Doctor => commands::doctor::run(&settings).await,
        Command::Backup { folder } => commands::backup::take(&settings, &folder).await,
        Command::Restore { folder } => commands::backup::restore(&settings, &folder),
        Command::Health { port } => commands::health::run(&settings, port).await,
    }
}
