//! What was measured.

use std::{collections::BTreeMap, time::Duration};

use super::{
    costs::Memory,
    work::{Ceiling, Mode, Work},
    wrk::Load,
};
use crate::{
    figures::{median, ratio},
    say,
};

/// Processor seconds for a thousand requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub server: f64,
    pub database: f64,
    pub redis: f64,
}

/// A work, measured once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub load: Load,
    pub cost: Cost,
    /// Of the API, right afterwards.
    pub memory: Memory,
    /// How long it took after the load until its jobs were done.
    pub drained: Duration,
}

/// Reads beside logins, measured once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside {
    pub quiet: f64,
    pub flooded: f64,
    pub kept: f64,
    pub quiet_p99: f64,
    pub flooded_p99: f64,
    pub p99_times: f64,
    pub logins: f64,
}

/// A work on a database that is so many times as large, beside the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Larger {
    pub here: Load,
    pub there: Load,
}

/// What was measured.
#[derive(Default)]
pub(crate) struct Results {
    seen: BTreeMap<(Mode, Work), Vec<Seen>>,
    /// Rate, p50 and p99.
    ceilings: BTreeMap<(Mode, Work, Ceiling), Vec<[f64; 3]>>,
    starts: BTreeMap<Mode, Vec<(Duration, Memory)>>,
    pub logins: BTreeMap<Mode, Vec<Beside>>,
    pub larger: BTreeMap<Work, Vec<Larger>>,
    /// By the number of processes and the work.
    pub processes: BTreeMap<(Work, usize), Vec<Load>>,
    /// What was not measured, and why.
    pub left_out: Vec<String>,
    /// Whether posts have their comments as a field in GraphQL.
    pub nested: bool,
    /// How many jobs the server enqueues for a comment.
    pub jobs_of_a_comment: usize,
}

impl Results {
    pub(crate) fn leave_out(&mut self, work: Work, reason: &str) {
        let line = format!("{} is left out: {reason}", work.name());
        say(&format!("  {line}"));
        self.left_out.push(line);
    }

    pub(crate) fn seen(&mut self, mode: Mode, work: Work, seen: Seen) {
        self.seen.entry((mode, work)).or_default().push(seen);
    }

    pub(crate) fn ceiling(&mut self, mode: Mode, work: Work, ceiling: Ceiling, height: [f64; 3]) {
        self.ceilings.entry((mode, work, ceiling)).or_default().push(height);
    }

    pub(crate) fn started(&mut self, mode: Mode, took: Duration, memory: Memory) {
        self.starts.entry(mode).or_default().push((took, memory));
    }

    /// All measurements of a work.
    pub(crate) fn of(&self, mode: Mode, work: Work) -> &[Seen] {
        self.seen.get(&(mode, work)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The median of something about a work, when it was measured.
    pub(crate) fn median(&self, mode: Mode, work: Work, about: impl Fn(&Seen) -> f64) -> Option<f64> {
        let all = self.of(mode, work);
        (!all.is_empty()).then(|| median(all.iter().map(about).collect()))
    }

    /// The medians of a ceiling: rate, p50 and p99.
    pub(crate) fn height(&self, mode: Mode, work: Work, ceiling: Ceiling) -> Option<[f64; 3]> {
        let all = self.ceilings.get(&(mode, work, ceiling))?;
        Some([0, 1, 2].map(|part| median(all.iter().map(|height| height[part]).collect())))
    }

    /// How much of a ceiling a work reaches, pair by pair; the median of that.
    pub(crate) fn reached(&self, mode: Mode, work: Work, ceiling: Ceiling) -> Option<f64> {
        let heights: Vec<f64> = self.ceilings.get(&(mode, work, ceiling))?.iter().map(|height| height[0]).collect();
        let rates: Vec<f64> = self.of(mode, work).iter().map(|seen| seen.load.rate).collect();
        (!rates.is_empty()).then(|| ratio(&rates, &heights))
    }

    /// Milliseconds from the start to the first 200, and MiB when idle.
    pub(crate) fn start(&self, mode: Mode) -> Option<(f64, f64)> {
        let all = self.starts.get(&mode)?;
        let millis = median(all.iter().map(|(took, _)| took.as_secs_f64() * 1000.0).collect());
        Some((millis, median(all.iter().map(|(_, memory)| memory.now).collect())))
    }

    /// How many answers were refusals, or did not come, in everything that was measured.
    pub(crate) fn faults(&self) -> (u64, u64) {
        let beside = self.processes.values().flatten();
        let all = self.seen.values().flatten().map(|seen| &seen.load).chain(beside);
        all.fold((0, 0), |(refused, broken), load| (refused + load.refused, broken + load.broken))
    }
}
