//! Measuring: every work in turn, with its ceilings right after it, first without and then with kept answers, again and again.

use std::path::PathBuf;

use tokio::time::{Duration, Instant, sleep};

use super::{
    Args,
    ceilings::{self, Effort, Statements},
    client::Client,
    costs::{Memory, Spent, memory},
    keys::Keys,
    place::Place,
    requests::{Source, fault},
    results::{Cost, Results, Seen},
    server::{Process, Server},
    still,
    work::{Ceiling, Mode, Work},
    wrk::{Load, Mix, Wrk},
};
use crate::{
    Result,
    figures::{number, per_second},
    say,
};

/// How many requests of each work are looked at before it is measured.
const LOOKED_AT: usize = 10;
/// How long what was enqueued may take until it is done.
const DRAINED_WITHIN: Duration = Duration::from_mins(5);

/// Everything that measuring takes.
pub(crate) struct Bench<'a> {
    pub args: &'a Args,
    pub place: &'a Place,
    pub client: Client,
    pub wrk: Wrk,
    pub source: Source,
    statements: Statements,
    /// The works that are asked for and that this server knows.
    pub works: Vec<Work>,
    /// Those that it does not know.
    missing: Vec<Work>,
    still: (Process, String),
}

impl<'a> Bench<'a> {
    /// Chooses what is asked for, and finds out what the server knows; what it does not is left out, and that is said.
    pub(crate) async fn prepare(args: &'a Args, place: &'a Place, results: &mut Results) -> Result<Self> {
        let (client, wrk) = (Client::new()?, Wrk::new(place.folder())?);
        let keys = Keys::choose(place, args.keys).await?;
        let server = Server::start(place, &client, &[]).await?;
        let source = Source::find(keys, &client, &server.base).await?;
        let mut missing = Vec::new();
        for work in [Work::W7, Work::W8] {
            if let Some(reason) = why_not(work, &source, &client, &server.base).await? {
                if args.wants(work) || (work.share() > 0 && args.wants(Work::W9)) {
                    results.leave_out(work, &reason);
                }
                missing.push(work);
            }
        }
        let works = Work::LOADS.into_iter().filter(|work| args.wants(*work) && !missing.contains(work)).collect();
        results.nested = source.nested;
        let since = place.deps.clock.now().to_rfc3339();
        let comment = source.requests(Work::W4).remove(0);
        client.ask(&server.base, &comment).await?;
        let jobs = ceilings::jobs_like_those_since(place, &since).await?;
        results.jobs_of_a_comment = jobs.matches("INSERT INTO jobs").count();
        let bodies = bodies(&source, &client, &server.base, place).await?;
        server.stop().await?;
        place.clean().await?;
        let statements = Statements::new(&source.keys, ceilings::searches(place).await?, jobs);
        let still = still::start(&bodies, Work::W1.name(), &client).await?;
        Ok(Self { args, place, client, wrk, source, statements, works, missing, still })
    }

    /// Measures all works, all modes and all ceilings, as often as was said.
    pub(crate) async fn measure(&self, results: &mut Results) -> Result<()> {
        for repetition in 1..=self.args.repetitions {
            for mode in self.args.modes() {
                say(&format!("· {} of {}, {}", repetition, self.args.repetitions, mode.name()));
                self.pass(mode, results).await?;
                self.place.clean().await?;
            }
        }
        Ok(())
    }

    async fn pass(&self, mode: Mode, results: &mut Results) -> Result<()> {
        let server = Server::start(self.place, &self.client, &mode.settings()).await?;
        sleep(Duration::from_secs(self.args.warm)).await;
        results.started(mode, server.started, memory(server.ids()[0])?);
        for work in
            self.works.iter().filter(|work| mode == Mode::Shipped || !matches!(work, Work::W5 | Work::W5Unchanged))
        {
            self.look(*work, &server.base).await?;
            let seen = self.load(*work, &server).await?;
            say(&format!("  {} {}/s, p99 {:.1} ms", work.name(), number(seen.load.rate), seen.load.p99));
            results.seen(mode, *work, seen);
            for ceiling in work.ceilings() {
                let Some((rate, p50, p99)) = self.ceiling(*work, ceiling).await? else { continue };
                say(&format!("    {} {}/s", ceiling.name(), number(rate)));
                results.ceiling(mode, *work, ceiling, [rate, p50, p99]);
            }
        }
        server.stop().await
    }

    /// Looks at some answers before they are only counted.
    pub(crate) async fn look(&self, work: Work, base: &str) -> Result<()> {
        for request in self.source.requests(work).iter().take(LOOKED_AT) {
            if let Some(fault) = fault(work, &self.client.ask(base, request).await?) {
                return Err(format!("{} is not answered: {fault}", work.name()).into());
            }
        }
        Ok(())
    }

    /// The load of a work, with what it costs until its jobs are done.
    pub(crate) async fn load(&self, work: Work, server: &Server) -> Result<Seen> {
        let mix = self.mix(work)?;
        if self.args.warm > 0 {
            self.asked(&server.base, &mix, self.args.warm).await?;
        }
        let before = Spent::so_far(self.place, &server.ids())?;
        let load = self.asked(&server.base, &mix, self.args.seconds).await?;
        let drained = self.drained().await?;
        let spent = Spent::so_far(self.place, &server.ids())?.since(before);
        let thousands = per_second(load.requests, 1000.0);
        let cost = Cost {
            server: spent.server / thousands,
            database: spent.database / thousands,
            redis: spent.redis / thousands,
        };
        let memory: Memory = memory(server.ids()[0])?;
        Ok(Seen { load, cost, memory, drained })
    }

    /// Asks for so long.
    pub(crate) async fn asked(&self, base: &str, mix: &Mix, seconds: u64) -> Result<Load> {
        let load = self.wrk.run(base, mix, self.args.connections, seconds).await?;
        if load.requests == 0 { Err("nothing was answered".into()) } else { Ok(load) }
    }

    /// The files of a work.
    pub(crate) fn mix(&self, work: Work) -> Result<Mix> {
        if work != Work::W9 {
            return Ok(vec![(100, self.source.write(work, self.place.folder())?)]);
        }
        let parts = Work::LOADS.into_iter().filter(|part| part.share() > 0 && !self.missing.contains(part));
        parts.map(|part| Ok((part.share(), self.source.write(part, self.place.folder())?))).collect()
    }

    async fn ceiling(&self, work: Work, ceiling: Ceiling) -> Result<Option<(f64, f64, f64)>> {
        let Args { seconds, pgbench_clients: clients, smoke: few, .. } = *self.args;
        match ceiling {
            Ceiling::Pgbench => {
                let height = self.statements.height(self.place, work, Effort { clients, seconds, few }).await?;
                Ok(height.map(|height| (height.rate, height.p50, height.p99)))
            }
            Ceiling::Static => {
                let Some(body) = work.body() else { return Ok(None) };
                let file = self.place.folder().join("still.requests");
                std::fs::write(&file, format!("GET\t/{}\t-\t-\t-\n", body.name()))?;
                let load = self.asked(&self.still.1, &vec![(100, file)], seconds).await?;
                Ok(Some((load.rate, load.p50, load.p99)))
            }
        }
    }

    /// Waits until nothing is left to do; how long that took.
    pub(crate) async fn drained(&self) -> Result<Duration> {
        let began = Instant::now();
        let waits = "SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'queued') OR EXISTS (SELECT 1 FROM jobs WHERE state = 'running') AS it";
        while self.place.one(waits).await?.try_get("", "it")? {
            if began.elapsed() > DRAINED_WITHIN {
                return Err("the jobs of a load are not done in time".into());
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(began.elapsed())
    }
}

/// Why a work can't be measured, if it can't.
async fn why_not(work: Work, source: &Source, client: &Client, base: &str) -> Result<Option<String>> {
    let Some(request) = source.requests(work).into_iter().next() else { return Ok(None) };
    let answer = client.ask(base, &request).await?;
    let reason = format!("the server answers 404 to {} {}", request.method, request.address);
    Ok((answer.status == 404).then_some(reason))
}

/// Writes the answers that the bare server sends: of each work one of middling length. Where they are.
async fn bodies(source: &Source, client: &Client, base: &str, place: &Place) -> Result<PathBuf> {
    let folder = place.folder().join("still");
    std::fs::create_dir_all(&folder)?;
    for work in [Work::W1, Work::W2] {
        let mut bodies = Vec::new();
        for request in source.requests(work).iter().take(100) {
            bodies.push(client.ask(base, request).await?.body);
        }
        bodies.sort_by_key(Vec::len);
        std::fs::write(folder.join(work.name()), &bodies[bodies.len() / 2])?;
    }
    Ok(folder)
}
