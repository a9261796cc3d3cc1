//! The goals, as ratios within one run, and how far they are reached.
//!
//! Other programs are not run here. Their figures are those of a machine of two cores on which pgbench came to what is noted beside
//! them; they are scaled by what it comes to now. Such a ratio is an estimate.

use super::{
    results::Results,
    work::{
        Ceiling::{self, Pgbench, Static},
        Mode::{self, Off, Shipped},
        Work::{self, W1, W2, W3, W4, W5, W5Unchanged, W7, W8, W9},
    },
};

/// What a work is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Against {
    Ceiling(Ceiling),
    Fastify,
    Flask,
}

use Against::{Ceiling as Of, Fastify, Flask};

const GOALS: [(Mode, Work, Against, f64); 21] = [
    (Off, W1, Of(Pgbench), 0.8),
    (Off, W1, Fastify, 3.0),
    (Off, W1, Flask, 20.0),
    (Off, W2, Of(Pgbench), 0.8),
    (Off, W2, Fastify, 3.0),
    (Off, W3, Of(Pgbench), 0.4),
    (Off, W3, Fastify, 2.0),
    (Off, W3, Flask, 20.0),
    (Off, W4, Of(Pgbench), 0.6),
    (Off, W7, Of(Pgbench), 0.7),
    (Off, W8, Of(Pgbench), 0.9),
    (Off, W9, Fastify, 3.0),
    (Shipped, W1, Of(Static), 0.65),
    (Shipped, W2, Of(Static), 0.55),
    (Shipped, W3, Fastify, 10.0),
    (Shipped, W4, Of(Pgbench), 0.6),
    (Shipped, W5, Of(Static), 0.7),
    (Shipped, W5Unchanged, Of(Static), 0.8),
    (Shipped, W7, Of(Pgbench), 0.7),
    (Shipped, W8, Of(Pgbench), 0.9),
    (Shipped, W9, Fastify, 5.0),
];

/// Requests per second there: of pgbench, of Fastify with Mercurius in two processes, of Flask with gunicorn.
const KNOWN: [(Work, f64, f64, f64); 4] = [
    (W1, 12_500.0, 3_100.0, 500.0),
    (W2, 5_000.0, 1_370.0, 290.0),
    (W3, 3_300.0, 740.0, 73.0),
    (W7, 3_600.0, 630.0, 200.0),
];
/// Of the mix; pgbench has none.
const KNOWN_MIX: (f64, f64) = (1_330.0, 110.0);

/// Goals are in MB, the kernel counts in MiB.
const MIB_PER_MB: f64 = 1e6 / 1_048_576.0;

/// A goal, and what was seen.
pub(crate) struct Line {
    pub mode: Mode,
    /// A work, or what is measured besides.
    pub what: &'static str,
    pub against: &'static str,
    pub seen: f64,
    pub goal: f64,
    /// Whether less is better.
    pub at_most: bool,
    pub unit: &'static str,
    pub is_estimate: bool,
}

impl Line {
    pub(crate) fn is_reached(&self) -> bool {
        if self.at_most { self.seen <= self.goal } else { self.seen >= self.goal }
    }
}

/// Every goal that can be told from what was measured.
pub(crate) fn lines(results: &Results) -> Vec<Line> {
    let ratios = GOALS.into_iter().filter_map(|(mode, work, against, goal)| {
        let seen = match against {
            Of(ceiling) => results.reached(mode, work, ceiling)?,
            Fastify | Flask => {
                results.median(mode, work, |seen| seen.load.rate)? / scaled(results, mode, work, against)?
            }
        };
        let is_estimate = !matches!(against, Of(_));
        let against = name(against, work);
        Some(Line { mode, what: work.name(), against, seen, goal, at_most: false, unit: "", is_estimate })
    });
    ratios.chain(beside_logins(results)).chain(memory(results)).collect()
}

const fn name(against: Against, work: Work) -> &'static str {
    match against {
        Of(ceiling) => ceiling.name(),
        Fastify if matches!(work, W3) => "Mercurius",
        Fastify => "Fastify",
        Flask => "Flask",
    }
}

/// What another program would come to here.
fn scaled(results: &Results, mode: Mode, work: Work, other: Against) -> Option<f64> {
    let pick = |fastify: f64, flask: f64| if other == Fastify { fastify } else { flask };
    if work == W9 {
        let factors: Vec<f64> =
            KNOWN.iter().filter_map(|(work, known, ..)| factor(results, mode, *work, *known)).collect();
        let count = u32::try_from(factors.len()).ok().filter(|count| *count > 0)?;
        let mean = (factors.iter().map(|factor| factor.ln()).sum::<f64>() / f64::from(count)).exp();
        return Some(pick(KNOWN_MIX.0, KNOWN_MIX.1) * mean);
    }
    let (_, known, fastify, flask) = KNOWN.into_iter().find(|(known, ..)| *known == work)?;
    Some(pick(fastify, flask) * factor(results, mode, work, known)?)
}

/// How much faster pgbench is here than there.
fn factor(results: &Results, mode: Mode, work: Work, known: f64) -> Option<f64> {
    Some(results.height(mode, work, Pgbench)?[0] / known)
}

fn beside_logins(results: &Results) -> Vec<Line> {
    let line = |mode, against, seen, goal, at_most| Line {
        mode,
        what: Work::W6.name(),
        against,
        seen,
        goal,
        at_most,
        unit: "",
        is_estimate: false,
    };
    let of = |(mode, all): (&Mode, &Vec<super::results::Beside>)| {
        let median =
            |about: fn(&super::results::Beside) -> f64| crate::figures::median(all.iter().map(about).collect());
        [
            line(*mode, "its quiet rate", median(|beside| beside.kept), 0.7, false),
            line(*mode, "its quiet p99", median(|beside| beside.p99_times), 2.0, true),
        ]
    };
    results.logins.iter().flat_map(of).collect()
}

/// Memory and start. The cache is as large as it may become.
fn memory(results: &Results) -> Vec<Line> {
    let line = |mode, what, against, seen, goal, unit| Line {
        mode,
        what,
        against,
        seen,
        goal,
        at_most: true,
        unit,
        is_estimate: false,
    };
    let mut lines = Vec::new();
    for (mode, cache, against) in [(Off, 0.0, "80 MB"), (Shipped, 64.0, "80 MB and the cache")] {
        if let Some(seen) = results.median(mode, W9, |seen| seen.memory.now) {
            lines.push(line(mode, "memory under W9", against, seen, 80.0 * MIB_PER_MB + cache, " MiB"));
        }
        if let Some((millis, idle)) = results.start(mode) {
            lines.push(line(mode, "start to first 200", "300 ms", millis, 300.0, " ms"));
            lines.push(line(mode, "memory when idle", "60 MB", idle, 60.0 * MIB_PER_MB, " MiB"));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{
        costs::Memory,
        results::{Cost, Seen},
        wrk::Load,
    };

    fn seen(rate: f64) -> Seen {
        let load = Load { requests: 1, rate, p50: 1.0, p99: 2.0, refused: 0, broken: 0 };
        let cost = Cost { server: 0.0, database: 0.0, redis: f64::NAN };
        Seen { load, cost, memory: Memory::default(), drained: std::time::Duration::ZERO }
    }

    #[test]
    fn ratios_are_of_pairs_and_others_are_scaled_by_pgbench() {
        let mut results = Results::default();
        for (rate, height) in [(20_000.0, 25_000.0), (18_000.0, 20_000.0), (22_000.0, 25_000.0)] {
            results.seen(Off, W1, seen(rate));
            results.ceiling(Off, W1, Pgbench, [height, 1.0, 1.0]);
        }
        let told: Vec<_> =
            lines(&results).iter().map(|line| (line.against, (line.seen * 100.0).round(), line.is_reached())).collect();
        // pgbench is twice as fast as there, so Fastify would come to 6,200 and Flask to 1,000.
        assert_eq!(told, [("pgbench", 88.0, true), ("Fastify", 323.0, true), ("Flask", 2000.0, true)]);
    }
}
