//! From the arguments to the exit code: 0 when all went well, 1 when something is wrong, 2 for wrong usage.

use std::{io::Write, iter::successors, process::ExitCode, sync::Arc, time::Duration};

use clap::{ArgMatches, CommandFactory, FromArgMatches};
use presswork_domain::platform::{
    Settings,
    telemetry::{Face, Work},
};

use crate::{
    Failure, allocator,
    args::{Cli, Command},
    commands, logging,
};

/// How long threads that block may hold up the end of the process.
const LAST: Duration = Duration::from_secs(1);

/// The binary.
#[must_use]
pub fn main() -> ExitCode {
    let said = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&said).unwrap_or_else(|error| error.exit());
    match run(cli.command.unwrap_or(Command::Serve), &name(&said)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // When nobody listens there is nobody to tell.
            let _ = write!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

/// What can be said, for who checks what documents tell to type.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// What was said, without its arguments: "jobs retry".
fn name(said: &ArgMatches) -> String {
    let first = said.subcommand();
    let names: Vec<&str> = successors(first, |(_, more)| more.subcommand()).map(|(name, _)| name).collect();
    if names.is_empty() { "serve".to_owned() } else { names.join(" ") }
}

fn run(command: Command, name: &str) -> Result<(), Failure> {
    let lasts = matches!(command, Command::Serve | Command::Api | Command::Worker(_));
    if lasts {
        allocator::settle();
    }
    let settings = Settings::from_process()?;
    logging::check(&settings.log)?;
    if lasts {
        logging::start(&settings.log)?;
    } else {
        logging::start_quietly(&settings.log)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("no threads can be started: {error}")))?;
    let work = Arc::new(Work::default().known_as(Face::Cli, name));
    let ended = runtime.block_on(work.run(dispatch(command, settings)));
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
        Command::Keys(action) => commands::keys::run(settings, &action).await,
        Command::Import(action) => Box::pin(commands::import::run(settings, action)).await,
        Command::Search(action) => commands::search::run(settings, action).await,
        Command::Contract(action) => commands::contract::run(&action),
        Command::Doctor => commands::doctor::run(&settings).await,
        Command::Backup { folder } => commands::backup::take(&settings, &folder).await,
        Command::Restore { folder } => commands::backup::restore(&settings, &folder),
        Command::Move(args) => Box::pin(commands::moves::run(settings, args)).await,
        Command::Health { port } => commands::health::run(&settings, port).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_known_by_its_words_and_not_by_its_arguments() {
        for (said, expected) in [
            (&["presswork"][..], "serve"),
            (&["presswork", "doctor"][..], "doctor"),
            (&["presswork", "jobs", "show", "job_1"][..], "jobs show"),
        ] {
            assert_eq!(name(&Cli::command().try_get_matches_from(said).unwrap()), expected);
        }
    }
}
