//! Whether it stayed as it was: the goals, each with what was found.

use super::{Args, sample::Sample, trend};
use crate::figures::{median, number};

/// The most that memory may grow by after the warm-up, in MB a minute.
const MEMORY: f64 = 1.0;
/// What is no growth within the whole run: connections and handles come and go with the load.
const FEW: f64 = 3.0;
/// The same of keys that stay for more than a minute, as a share of their number; and a few.
const SHARE: f64 = 0.05;

/// Each goal with what was found.
pub(super) struct Verdict {
    pub rows: Vec<Row>,
    /// Only errors count.
    smoke: bool,
}

/// A goal.
#[derive(Debug)]
pub(super) struct Row {
    pub what: &'static str,
    /// After the warm-up, and at the end.
    pub values: Option<(f64, f64)>,
    pub found: String,
    pub wanted: String,
    pub met: bool,
}

impl Verdict {
    /// Looks at everything behind the warm-up; at errors from the beginning.
    pub(super) fn reach(args: &Args, samples: &[Sample], failed_jobs: u64) -> Self {
        let errors: u64 = samples.iter().map(|sample| sample.errors).sum();
        let warm = args.warm_up().as_secs_f64() / 60.0;
        let steady: Vec<Sample> = samples.iter().copied().filter(|sample| sample.at >= warm).collect();
        let rows = vec![
            none("requests that failed", errors),
            none("jobs that are dead or parked", failed_jobs),
            slope("memory of the API, MB", &steady, |sample| sample.api_mb),
            slope("memory of the worker, MB", &steady, |sample| sample.worker_mb),
            level("connections to PostgreSQL", &steady, |sample| sample.connections, 0.0),
            level("handles of the API", &steady, |sample| sample.api_files, 0.0),
            level("handles of the worker", &steady, |sample| sample.worker_files, 0.0),
            level("keys in Redis that stay", &steady, |sample| sample.keys, SHARE),
        ];
        Self { rows, smoke: args.smoke }
    }

    /// Whether all goals are met that count.
    pub(super) fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.met || (self.smoke && row.values.is_some()))
    }
}

/// Nothing at all of it.
fn none(what: &'static str, count: u64) -> Row {
    Row { what, values: None, found: count.to_string(), wanted: "0".to_owned(), met: count == 0 }
}

fn slope(what: &'static str, steady: &[Sample], of: fn(&Sample) -> f64) -> Row {
    let points = points(steady, of);
    let found = trend::slope(&points);
    let (text, wanted) = (per_minute(found), format!("< {} a minute", number(MEMORY)));
    Row { what, values: ends(&points), found: text, wanted, met: found.is_some_and(|found| found < MEMORY) }
}

fn level(what: &'static str, steady: &[Sample], of: fn(&Sample) -> f64, share: f64) -> Row {
    let points = points(steady, of);
    let allowed = FEW + share * median(points.iter().map(|point| point.1).collect());
    let grown = trend::growth(&points);
    let found = grown.map_or_else(|| "too short".to_owned(), |grown| format!("{grown:+.1} in all"));
    let wanted = format!("< {} in all", number(allowed));
    Row { what, values: ends(&points), found, wanted, met: grown.is_some_and(|grown| grown < allowed) }
}

fn points(steady: &[Sample], of: fn(&Sample) -> f64) -> Vec<(f64, f64)> {
    steady.iter().map(|sample| (sample.at, of(sample))).collect()
}

fn ends(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    Some((points.first()?.1, points.last()?.1))
}

fn per_minute(slope: Option<f64>) -> String {
    slope.map_or_else(|| "too short".to_owned(), |slope| format!("{slope:+.3} a minute"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(smoke: bool) -> Args {
        Args { minutes: 30, every: 10, connections: 8, keep: false, smoke, report: None }
    }

    /// Half an hour in which memory of the API grows by so much a minute after five minutes of growing fast.
    fn grown_by(megabytes: f64) -> Vec<Sample> {
        let sample = |n: u32| {
            let at = f64::from(n) / 6.0;
            let api_mb = if at < 5.0 { 40.0 + 10.0 * at } else { 90.0 + megabytes * (at - 5.0) };
            Sample {
                at,
                api_mb,
                worker_mb: 60.0,
                connections: 20.0,
                api_files: 50.0,
                keys: 1000.0,
                ..Sample::default()
            }
        };
        (0..180).map(sample).collect()
    }

    fn missed(samples: &[Sample], failed: u64) -> Vec<&'static str> {
        let rows = Verdict::reach(&args(false), samples, failed).rows;
        rows.into_iter().filter(|row| !row.met).map(|row| row.what).collect()
    }

    #[test]
    fn what_fills_while_it_warms_up_is_no_growth() {
        assert!(missed(&grown_by(0.9), 0).is_empty());
        assert!(Verdict::reach(&args(false), &grown_by(0.0), 0).holds());
    }

    #[test]
    fn a_leak_is_found() {
        assert_eq!(missed(&grown_by(1.1), 0), ["memory of the API, MB"]);
        let leaking = |leak: fn(&mut Sample)| {
            let mut samples = grown_by(0.0);
            samples.iter_mut().for_each(leak);
            missed(&samples, 0)
        };
        assert_eq!(leaking(|sample| sample.worker_mb += 2.0 * sample.at), ["memory of the worker, MB"]);
        assert_eq!(leaking(|sample| sample.connections += sample.at / 5.0), ["connections to PostgreSQL"]);
        assert_eq!(leaking(|sample| sample.worker_files += sample.at), ["handles of the worker"]);
        assert_eq!(leaking(|sample| sample.keys += 10.0 * sample.at), ["keys in Redis that stay"]);
    }

    #[test]
    fn one_error_is_too_many_even_at_the_beginning() {
        let mut samples = grown_by(0.0);
        samples[0].errors = 1;
        assert_eq!(missed(&samples, 0), ["requests that failed"]);
        assert_eq!(missed(&grown_by(0.0), 1), ["jobs that are dead or parked"]);
    }

    #[test]
    fn of_a_smoke_run_only_errors_count() {
        let mut samples = grown_by(5.0);
        assert!(Verdict::reach(&args(true), &samples, 0).holds());
        samples[7].errors = 1;
        assert!(!Verdict::reach(&args(true), &samples, 0).holds());
    }

    #[test]
    fn a_run_without_looks_shows_nothing() {
        assert!(!Verdict::reach(&args(false), &[], 0).holds());
    }
}
