//! The report: the verdict, then a look a minute.

use std::{fs, io::Write, time::Duration};

use super::{Args, Sample, Verdict};
use crate::{
    Result,
    figures::number,
    http::Place,
    machine::{machine, postgres, redis_server},
};

/// On what, told before there is anything to do.
pub(super) struct Report {
    facts: Vec<String>,
}

impl Report {
    /// Looks at the machine.
    pub(super) async fn begin(args: &Args, place: &Place) -> Result<Self> {
        let servers = (postgres(place.deps.db.pool()).await?, redis_server(&place.redis).await?);
        let size: Vec<String> =
            place.size.named().map(|(name, count)| format!("{} {name}", number(count.into()))).into();
        let mut facts = vec![
            place.deps.clock.now().format("%Y-%m-%d %H:%M UTC").to_string(),
            machine(),
            format!("{}, {}, on the same machine, as is the load", servers.0, servers.1),
            format!("`presswork api` and `presswork worker`; settings: {}", place.told_settings()),
            format!("data: {}, by `presswork seed`", size.join(", ")),
            format!(
                "load: W9 by {} connections, anew every {} s, for {} s; 20 jobs a second beside its own",
                args.connections,
                args.every(),
                args.lasts().as_secs()
            ),
        ];
        if args.smoke {
            facts.push("A smoke run: only errors count".to_owned());
        }
        Ok(Self { facts })
    }

    /// Prints it, and writes it to a file when that was asked for.
    pub(super) fn write(self, args: &Args, samples: &[Sample], verdict: &Verdict, drained: Duration) -> Result<()> {
        let text = self.text(args, samples, verdict, drained);
        std::io::stdout().write_all(text.as_bytes())?;
        if let Some(file) = &args.report {
            fs::write(file, text)?;
        }
        Ok(())
    }

    fn text(mut self, args: &Args, samples: &[Sample], verdict: &Verdict, drained: Duration) -> String {
        let requests: usize = samples.iter().map(|sample| sample.requests).sum();
        let jobs: usize = samples.iter().map(|sample| sample.jobs).sum();
        self.facts.push(format!(
            "{requests} requests and {jobs} jobs beside theirs; {:.1} s after the last request every job was done",
            drained.as_secs_f64()
        ));
        let mut lines = vec!["# Under a long load".to_owned(), String::new()];
        lines.push("By `bench/soak/run`. Slopes are by least squares, from the end of the warm-up on; that is a sixth of the run.".to_owned());
        lines.push(String::new());
        lines.extend(self.facts.iter().map(|fact| format!("- {fact}")));
        lines.extend(
            [
                "",
                "## Verdict",
                "",
                "| what | at first | at the end | found | goal | met |",
                "|---|---|---|---|---|---|",
            ]
            .map(str::to_owned),
        );
        for row in &verdict.rows {
            let (first, last) = row.values.map_or_else(Default::default, |(first, last)| (number(first), number(last)));
            let met = if row.met { "yes" } else { "**no**" };
            lines.push(format!("| {} | {first} | {last} | {} | {} | {met} |", row.what, row.found, row.wanted));
        }
        lines.extend([String::new(), "## Looks".to_owned(), String::new()]);
        lines.push("| minute | api MB | worker MB | connections | handles of api | of worker | keys in Redis that stay | jobs due | requests/s | errors |".to_owned());
        lines.push("|---|---|---|---|---|---|---|---|---|---|".to_owned());
        let mut next = 0.0;
        for sample in samples {
            // One a minute is enough to read; all of them count.
            if sample.at >= next || args.smoke {
                lines.push(row(sample, args.every()));
                next = sample.at.floor() + 1.0;
            }
        }
        lines.join("\n") + "\n"
    }
}

fn row(sample: &Sample, every: u64) -> String {
    let rate = crate::figures::per_second(sample.requests, Duration::from_secs(every).as_secs_f64());
    format!(
        "| {:.1} | {:.1} | {:.1} | {} | {} | {} | {} | {} | {} | {} |",
        sample.at,
        sample.api_mb,
        sample.worker_mb,
        sample.connections,
        sample.api_files,
        sample.worker_files,
        sample.keys,
        sample.depth,
        number(rate),
        sample.errors
    )
}
