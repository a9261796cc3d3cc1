//! What the process says about itself, on stderr: lines for people, or JSON for machines.

use std::{
    fmt::Display,
    io::{IsTerminal, stderr},
};

use presswork_domain::platform::settings::{Log, LogFormat};
use tracing_subscriber::{EnvFilter, filter::LevelFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::Failure;

/// What libraries tell that is nobody's business here, unless `log.filter` names them.
const QUIET: &str = "apalis_core=warn,html5ever=error,sea_orm_migration=warn,sqlx_core=error";

/// Refuses a filter that can't be read.
pub(crate) fn check(log: &Log) -> Result<(), Failure> {
    filter(log).map(drop)
}

/// Starts logging of a process that stays. Panics are logged, too: a line on stderr that is no JSON would be lost where JSON is collected.
pub(crate) fn start(log: &Log) -> Result<(), Failure> {
    let lines = fmt().with_env_filter(filter(log)?).with_writer(stderr).with_ansi(stderr().is_terminal());
    match log.format {
        LogFormat::Pretty => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    }
    .map_err(refused)?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panicked: {}", panic.payload_as_str().unwrap_or("no message"));
    }));
    Ok(())
}

/// The same for a command that a person waits for: what it does it prints, so only what is wrong is logged.
pub(crate) fn start_quietly(log: &Log) -> Result<(), Failure> {
    let lines = fmt().with_env_filter(filter(log)?).with_writer(stderr).with_ansi(stderr().is_terminal());
    match log.format {
        LogFormat::Pretty => lines.finish().with(LevelFilter::WARN).try_init().map_err(refused),
        LogFormat::Json => {
            lines.json().flatten_event(true).finish().with(LevelFilter::WARN).try_init().map_err(refused)
        }
    }
}

fn refused(error: impl Display) -> Failure {
    Failure::new(format!("logging can't be started: {error}"))
}

fn filter(log: &Log) -> Result<EnvFilter, Failure> {
    EnvFilter::builder()
        .parse(format!("{QUIET},{}", log.filter))
        .map_err(|error| Failure::new(format!("log.filter: {error}; a filter such as \"info\" is expected")))
}
