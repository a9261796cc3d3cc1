//! How long it took until work went on.

use std::{fmt, time::Duration};

use chrono::{DateTime, SecondsFormat, Utc};

use crate::fleet::{Fleet, Incident};

/// The promise: what a killed worker ran starts again within this, with the lease as shipped.
const AFTER_KILL: Duration = Duration::from_secs(45);

/// Times from an incident until work went on, sorted.
pub struct Recovery {
    kills: Vec<Duration>,
    redis: Vec<Duration>,
    postgres: Vec<Duration>,
}

/// Reads the times in the journal.
pub async fn measure(fleet: &Fleet, incidents: &[Incident]) -> Recovery {
    let mut all = Recovery { kills: Vec::new(), redis: Vec::new(), postgres: Vec::new() };
    for incident in incidents {
        let (into, sql) = match incident {
            Incident::Killed(worker, at) => (&mut all.kills, claimed_again(worker, *at)),
            Incident::Redis(at) => (&mut all.redis, next_claim(*at)),
            Incident::Postgres(at) => (&mut all.postgres, next_claim(*at)),
        };
        let seconds = fleet.journal.rows(&sql).await;
        let seconds = seconds.iter().filter_map(|row| row["it"].as_f64());
        into.extend(seconds.map(|seconds| Duration::from_secs_f64(seconds.max(0.0))));
    }
    for times in [&mut all.kills, &mut all.redis, &mut all.postgres] {
        times.sort();
    }
    all
}

/// For each job that this worker had when it died: how long until somebody took it.
fn claimed_again(worker: &str, at: DateTime<Utc>) -> String {
    let at = literal(at);
    format!(
        "SELECT CAST(EXTRACT(EPOCH FROM MIN(again.at) - {at}) AS DOUBLE PRECISION) AS it FROM journal had \
         JOIN journal again ON again.job = had.job AND again.n > had.n AND again.became = 'running' \
         WHERE had.became = 'running' AND had.worker = '{worker}' AND again.at > {at} AND NOT EXISTS \
             (SELECT 1 FROM journal ended WHERE ended.job = had.job AND ended.n > had.n AND ended.at <= {at}) \
         GROUP BY had.job"
    )
}

/// How long until the next job was begun.
fn next_claim(at: DateTime<Utc>) -> String {
    let at = literal(at);
    format!(
        "SELECT CAST(EXTRACT(EPOCH FROM MIN(at) - {at}) AS DOUBLE PRECISION) AS it FROM journal \
         WHERE became = 'running' AND at > {at}"
    )
}

fn literal(at: DateTime<Utc>) -> String {
    format!("TIMESTAMPTZ '{}'", at.to_rfc3339_opts(SecondsFormat::Micros, true))
}

impl Recovery {
    /// Fails when a killed worker's jobs waited longer than promised.
    pub fn insist(&self) {
        assert!(!self.kills.is_empty(), "no kill met a job that ran, so nothing was proven");
        let longest = self.kills.last().copied().unwrap_or_default();
        assert!(longest <= AFTER_KILL, "a job of a killed worker waited {longest:?}");
    }
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "recovery p50 / p99: jobs of killed workers {}, ", quantiles(&self.kills))?;
        write!(f, "next job after Redis {}, after PostgreSQL {}", quantiles(&self.redis), quantiles(&self.postgres))
    }
}

fn quantiles(sorted: &[Duration]) -> String {
    let at = |percent: usize| sorted.get(sorted.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default();
    format!("{:.2} / {:.2} s (n = {})", at(50).as_secs_f64(), at(99).as_secs_f64(), sorted.len())
}
