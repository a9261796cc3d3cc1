//! The job engine, as it ships, in processes of its own: the figures of `docs/JOBS.md`.
//!
//! Ceilings are measured in between, one repetition of each after the other, so that a busy machine depresses both.

mod args;
mod ceilings;
mod drain;
mod embedded;
mod enqueue;
mod idle;
mod kinds;
mod pickup;
mod place;
mod services;
mod sizes;
mod threads;
mod worker;

use chrono::{DateTime, Utc};

pub(crate) use args::Args;
pub(crate) use worker::work;

use crate::{Result, interruptible, report::Report, say};
use place::Place;

/// What the report says of itself.
const ABOUT: [&str; 2] = [
    "By `bench/jobs/run`. Figures and ceilings are of the same run, measured in turns; rates are medians of the",
    "repetitions, ratios are medians of the pairs. What each one means: [README.md](README.md).",
];

/// Measures and reports. What it made is removed, also when it fails or is interrupted.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let sizes = args.sizes();
    let concurrency = args.concurrency.map_or_else(|| "as shipped".to_owned(), |jobs| format!("{jobs} jobs at once"));
    let mut report = Report::new("The job engine, measured", &ABOUT, &format!("workers: {concurrency}"), args.tiny);
    if args.embedded {
        let place = Place::embedded().await?;
        let measured = interruptible(embedded::measure(&place, &sizes, &mut report)).await;
        place.remove().await?;
        measured?;
    }
    if args.services {
        let place = Place::services(args).await?;
        let measured = Box::pin(interruptible(services::measure(&place, args, &sizes, &mut report))).await;
        place.remove().await?;
        measured?;
    }
    report.write(args.report.as_deref())
}

fn step(what: &str) {
    say(&format!("· {what}"));
}

/// From one moment to a later one, in milliseconds.
#[expect(clippy::cast_precision_loss, reason = "durations here are far below 2^52 microseconds")]
fn millis(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).num_microseconds().unwrap_or(i64::MAX) as f64 / 1000.0
}
