//! What clients ask for: the works W1 to W9, against what PostgreSQL and a bare server can do at most.
//!
//! Ceilings are measured in between, right after what they are held against, so that a busy machine depresses both.

mod args;
mod ceilings;
mod client;
mod costs;
mod goals;
mod keys;
mod larger;
mod loads;
mod logins;
mod place;
mod processes;
mod profile;
mod report;
mod requests;
mod results;
mod server;
mod still;
mod tables;
mod work;
mod wrk;

pub(crate) use args::Args;
pub(crate) use client::Client;
pub(crate) use costs::memory;
pub(crate) use keys::Keys;
pub(crate) use loads::Bench;
pub(crate) use place::Place;
pub(crate) use requests::Request;
pub(crate) use results::Results;
pub(crate) use server::{Process, Server, part};
pub(crate) use still::{StillArgs, still};
pub(crate) use work::Work;

use crate::{Result, interruptible, say};
use report::Facts;

/// What the names of its databases begin with; they say how large they are.
const PREFIX: &str = "presswork_http";

/// Measures and reports. What it made is removed, also when it fails or is interrupted, unless it is to be kept.
pub(crate) async fn run(args: Args) -> Result<()> {
    let args = args.settled();
    let mut place = Place::open(PREFIX, &args, args.size()).await?;
    let measured = Box::pin(interruptible(measure(&args, &mut place))).await;
    place.remove().await?;
    measured
}

async fn measure(args: &Args, place: &mut Place) -> Result<()> {
    let facts = Facts::gather(args, place).await?;
    let mut results = Results::default();
    if let Some(profiler) = args.profile {
        let bench = Bench::prepare(args, place, &mut results).await?;
        return report::write_profile(args, &facts, &profile::measure(args, &bench, profiler, &facts).await?);
    }
    loads(args, place, &mut results).await?;
    if args.wants(Work::W6) {
        logins::measure(args, &mut results).await?;
    }
    if !args.processes.is_empty() {
        place.use_redis().await?;
        let bench = Bench::prepare(args, place, &mut Results::default()).await?;
        processes::measure(args, &bench, &mut results).await?;
    }
    report::write(args, &facts, &results)
}

/// The loads, also on more data when that is asked for.
async fn loads(args: &Args, place: &Place, results: &mut Results) -> Result<()> {
    let bench = Bench::prepare(args, place, results).await?;
    bench.measure(results).await?;
    let Some(times) = args.times else { return Ok(()) };
    say(&format!("· {times} times the data"));
    let there = Place::open(PREFIX, args, args.size().times(times)).await?;
    let measured = larger::measure(args, &bench, &there, results).await;
    there.remove().await?;
    measured
}
