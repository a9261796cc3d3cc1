//! What editors wait for: appointments that many posts have in the same second, and large pictures.

mod appointments;
mod gallery;
mod pictures;

use clap::{Args as Arguments, ValueEnum};

use crate::{
    Result,
    installation::{Installation, Where},
    interruptible,
    report::Report,
};

/// What the report says of itself.
const ABOUT: [&str; 2] = [
    "By `bench/publishing/run`: `presswork api` and `presswork worker`. Settings are those of the environment `test`.",
    "What each figure means: [README.md](../README.md).",
];

/// What is measured.
#[derive(Arguments)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    /// Only one of both.
    #[arg(long)]
    only: Option<Part>,
    /// Posts that are due in the same second.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    posts: u32,
    /// Workers that publish them. One is killed when they are due.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..))]
    workers: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Appointments,
    Pictures,
}

impl Args {
    /// With what a run of seconds has instead.
    pub(crate) fn settled(self) -> Self {
        if self.place.smoke { Self { posts: 40, workers: 2, ..self } } else { self }
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }
}

/// Measures and reports. What it made is removed, also when it fails or is interrupted.
pub(crate) async fn run(args: Args) -> Result<()> {
    let mut report = Report::new("Publishing, measured", &ABOUT, "workers: as shipped", args.place.smoke);
    // A picture of noise is longer than an upload may be, as shipped.
    let here = Installation::open(&args.place, &[("PRESSWORK__MEDIA__MAX_BYTES", "1000000000")]).await?;
    let measured = Box::pin(interruptible(measure(&args, &here, &mut report))).await;
    here.remove().await?;
    measured?;
    report.write(args.place.report.as_deref())
}

async fn measure(args: &Args, here: &Installation, report: &mut Report) -> Result<()> {
    here.head(report).await?;
    let (api, base) = here.start("api").await?;
    here.admin("ann").await?;
    if args.wants(Part::Appointments) {
        appointments::measure(here, &base, args.posts, args.workers, report).await?;
    }
    if args.wants(Part::Pictures) {
        pictures::measure(here, &base, args.place.smoke, report).await?;
    }
    api.stop().await
}
