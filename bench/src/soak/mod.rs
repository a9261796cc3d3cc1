//! A long load on `presswork api` and `presswork worker` with PostgreSQL and Redis: the mix of clients (W9) with its jobs, and jobs
//! beside it. Nothing may fail, and nothing may grow: memory, connections, handles, keys in Redis.

mod args;
mod busy;
mod report;
mod sample;
mod trend;
mod verdict;

use std::sync::Arc;

use presswork_domain::{Deps, platform::Settings};
use tokio::time::{Duration, Instant, sleep};

pub(crate) use args::Args;

use crate::{
    Result,
    http::{Bench, Place, Results, Server, Work},
    interruptible, say,
};
use busy::Busy;
use report::Report;
use sample::Sample;
use verdict::Verdict;

/// Soaks and reports; fails when something did or when something grew. What it made is removed, also when it is interrupted.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let http = args.http();
    let place = Place::open("presswork_soak", &http, http.size()).await?;
    let soaked = Box::pin(interruptible(soak(args, &place))).await;
    place.remove().await?;
    let verdict = soaked?;
    if verdict.holds() { Ok(()) } else { Err("it did not stay as it was; see the verdict".into()) }
}

async fn soak(args: &Args, place: &Place) -> Result<Verdict> {
    let http = args.http();
    let report = Report::begin(args, place).await?;
    let bench = Bench::prepare(&http, place, &mut Results::default()).await?;
    // Two connections of our own, so that what is counted is theirs.
    let mut variables = place.variables.clone();
    variables.insert("PRESSWORK__DATABASE__POOL_MAX".to_owned(), "2".to_owned());
    let deps = Arc::new(Deps::open(Settings::load(&variables)?).await?);
    let server = Server::start(place, &bench.client, &[]).await?;
    for work in [Work::W1, Work::W2, Work::W3, Work::W4, Work::W7] {
        if bench.works.contains(&work) {
            bench.look(work, &server.base).await?;
        }
    }
    let busy = Busy::new(Arc::clone(&deps), &bench.source.keys)?;
    let samples = slices(args, &bench, &server, &busy).await?;
    let drained = bench.drained().await?;
    let failed = busy.failed(place).await?;
    server.stop().await?;
    deps.queue.flush().await;
    deps.db.close().await;
    let verdict = Verdict::reach(args, &samples, failed);
    report.write(args, &samples, &verdict, drained)?;
    Ok(verdict)
}

/// Asks and looks, slice by slice; each is a load of its own, so connections come and go.
async fn slices(args: &Args, bench: &Bench<'_>, server: &Server, busy: &Busy) -> Result<Vec<Sample>> {
    let (mix, began, mut samples) = (bench.mix(Work::W9)?, Instant::now(), Vec::new());
    let half = Duration::from_secs(args.every()) / 2;
    while began.elapsed() < args.lasts() {
        let look = async {
            sleep(half).await;
            Sample::take(bench.place, server, began.elapsed()).await
        };
        let (load, sample, jobs) =
            tokio::try_join!(bench.asked(&server.base, &mix, args.every()), look, busy.keep(args.every()))?;
        let sample = Sample { requests: load.requests, errors: load.refused + load.broken, jobs, ..sample };
        say(&sample.line());
        samples.push(sample);
    }
    Ok(samples)
}
