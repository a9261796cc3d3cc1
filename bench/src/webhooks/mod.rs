//! Receivers of webhooks that answer at once, and how long what happens takes to reach them: alone, and beside others that are slow.

mod company;
mod end;
mod receiver;
mod site;
mod telling;

use clap::{Args as Arguments, ValueEnum};

use crate::{
    Result,
    installation::{Installation, Where},
    interruptible,
    report::Report,
    say,
};
use company::Company;
use site::{Pace, Site};

/// What the report says of itself.
const ABOUT: [&str; 3] = [
    "By `bench/webhooks/run`: `presswork api` and `presswork worker`, and receivers of webhooks on the same machine, some of which are watched:",
    "they answer at once. Settings are those of the environment `test`.",
    "What each figure means: [README.md](../README.md).",
];
/// How long everything runs before it counts, at most, in seconds.
const WARM_UP: u32 = 5;

/// What is measured.
#[derive(Arguments)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// Receivers that are watched.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=24))]
    receivers: u8,
    /// How many are slow where several are.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=24))]
    several: u8,
    /// Comments of a second, each of which is an event.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    events: u32,
    /// How long they come each time, in seconds.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// How many turns there are.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    repetitions: u32,
    /// Only beside these, and beside nobody.
    #[arg(long, value_delimiter = ',')]
    beside: Vec<Company>,
}

impl Args {
    /// With what a run of seconds has instead.
    pub(crate) fn settled(self) -> Self {
        if !self.place.smoke {
            return self;
        }
        Self { receivers: 2, several: 2, events: 10, seconds: 1, repetitions: 1, ..self }
    }

    /// Beside whom, in the order of the report.
    fn companies(&self) -> Vec<Company> {
        let beside: &[Company] = if self.beside.is_empty() { Company::value_variants() } else { &self.beside };
        std::iter::once(Company::Nobody).chain(beside.iter().copied()).collect()
    }

    const fn pace(&self) -> Pace {
        Pace { events: self.events, seconds: self.seconds }
    }

    fn shown(&self) -> String {
        let Self { receivers, events, seconds, repetitions, .. } = self;
        format!("{receivers} receivers are watched; {events} comments a second for {seconds} s, in {repetitions} turns")
    }
}

/// Measures and reports. What it made is removed, also when it fails or is interrupted.
pub(crate) async fn run(args: Args) -> Result<()> {
    let mut report = Report::new("Webhooks, measured", &ABOUT, &args.shown(), args.place.smoke);
    let here = Installation::open(&args.place, &[]).await?;
    let measured = Box::pin(interruptible(measure(&args, &here, &mut report))).await;
    here.remove().await?;
    measured?;
    report.write(args.place.report.as_deref())
}

async fn measure(args: &Args, here: &Installation, report: &mut Report) -> Result<()> {
    here.head(report).await?;
    let (api, base) = here.start("api").await?;
    let (worker, _) = here.start("worker").await?;
    let site = Site::furnish(here, base, args.receivers).await?;
    say("· warming up");
    site.round(&[], Pace { seconds: args.seconds.min(WARM_UP), ..args.pace() }).await?;
    let (companies, mut rounds) = (args.companies(), Vec::new());
    for turn in 0..args.repetitions {
        let mut order = companies.clone();
        // Tables grow: who comes first in one turn comes last in the next.
        if !turn.is_multiple_of(2) {
            order.reverse();
        }
        for company in order {
            say(&format!("· turn {} of {}, beside {}", turn + 1, args.repetitions, company.name(args.several)));
            rounds.push((company, site.round(&company.moods(args.several), args.pace()).await?));
        }
    }
    telling::tell(&companies, &rounds, args.several, report);
    worker.stop().await?;
    api.stop().await
}
