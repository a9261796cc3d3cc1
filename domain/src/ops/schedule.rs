//! The schedules of this release: a table in code.

use chrono::{DateTime, Utc};
use croner::Cron;
use futures::future::BoxFuture;

use crate::{
    Context, Error, Result,
    housekeeping::{PurgeJobs, PurgeTokens},
    ids::JobId,
    jobs::enqueue,
    platform::Tx,
};

/// Work that comes round.
pub struct Schedule {
    /// Stable name.
    pub name: &'static str,
    /// Cron expression with seconds, in UTC.
    pub cron: &'static str,
    /// What it does, for a person.
    pub description: &'static str,
    /// Enqueues its job.
    pub enqueue: for<'a> fn(&'a Context, &'a mut Tx) -> BoxFuture<'a, Result<JobId>>,
}

/// Every schedule.
pub const SCHEDULES: &[Schedule] = &[
    Schedule {
        name: "purge-jobs",
        cron: "0 */10 * * * *",
        description: "removes finished jobs that are older than the settings keep them",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeJobs {})),
    },
    Schedule {
        name: "purge-tokens",
        cron: "0 17 3 * * *",
        description: "removes links, refresh tokens and sessions whose time is long over",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeTokens {})),
    },
];

impl Schedule {
    /// The schedule of a name.
    ///
    /// # Errors
    /// `not_found`.
    pub fn named(name: &str) -> Result<&'static Self> {
        SCHEDULES.iter().find(|schedule| schedule.name == name).ok_or(Error::not_found("schedule"))
    }

    /// The last tick at or before a time. Missed ticks come to one: only the last is ever run.
    ///
    /// # Errors
    /// `internal` when the expression can't be read: a bug that a test finds.
    pub fn last_tick(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        self.parsed()?.find_previous_occurrence(&now, true).map_err(Error::internal)
    }

    /// The first tick after a time.
    ///
    /// # Errors
    /// As [`Self::last_tick`].
    pub fn next_tick(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        self.parsed()?.find_next_occurrence(&now, false).map_err(Error::internal)
    }

    fn parsed(&self) -> Result<Cron> {
        use croner::parser::{CronParser, Seconds};
        CronParser::builder().seconds(Seconds::Required).build().parse(self.cron).map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn every_schedule_can_be_read_and_has_a_name_of_its_own() {
        let now = at("2026-02-28T23:59:59Z");
        let mut names: Vec<_> = SCHEDULES.iter().map(|schedule| schedule.name).collect();
        for schedule in SCHEDULES {
            assert!(
                schedule.last_tick(now).unwrap() <= now && schedule.next_tick(now).unwrap() > now,
                "{}",
                schedule.name
            );
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SCHEDULES.len());
    }

    #[test]
    fn a_tick_counts_from_its_very_second() {
        let schedule = Schedule::named("purge-jobs").unwrap();
        assert_eq!(schedule.last_tick(at("2026-01-01T10:10:00Z")).unwrap(), at("2026-01-01T10:10:00Z"));
        assert_eq!(schedule.last_tick(at("2026-01-01T10:19:59Z")).unwrap(), at("2026-01-01T10:10:00Z"));
        assert_eq!(schedule.next_tick(at("2026-01-01T10:10:00Z")).unwrap(), at("2026-01-01T10:20:00Z"));
    }
}
