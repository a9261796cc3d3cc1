//! The schedules of this release: a table in code.

use chrono::{DateTime, Utc};
use chrono_tz::{Tz, UTC};
use croner::Cron;
use futures::future::BoxFuture;

use crate::{
    Context, Error, Result,
    housekeeping::{
        CollectMedia, PurgeEvents, PurgeExports, PurgeImports, PurgeJobs, PurgeNotifications, PurgePosts, PurgeTokens,
        RankPosts, RefreshStatistics, SendDigests, SettleModeration, SettlePlans, SettleWebhooks,
    },
    ids::JobId,
    jobs::enqueue,
    platform::Tx,
};

/// Work that comes round.
pub struct Schedule {
    /// Stable name.
    pub name: &'static str,
    /// Cron expression with seconds.
    pub cron: &'static str,
    /// Whose clocks it goes by. A time of day that a change of clocks leaves out comes as soon as it is over; one that comes
    /// twice ticks once.
    pub time_zone: Tz,
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
        time_zone: UTC,
        description: "removes finished jobs that are older than the settings keep them",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeJobs {})),
    },
    Schedule {
        name: "purge-tokens",
        cron: "0 17 3 * * *",
        time_zone: UTC,
        description: "removes links, refresh tokens and sessions whose time is long over, and accounts that nobody confirmed",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeTokens {})),
    },
    Schedule {
        name: "collect-media",
        cron: "0 23 * * * *",
        time_zone: UTC,
        description: "removes uploads that were never finished and files that nothing holds any more",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &CollectMedia {})),
    },
    Schedule {
        name: "purge-posts",
        cron: "0 37 * * * *",
        time_zone: UTC,
        description: "removes posts that were deleted longer ago than the settings keep them",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgePosts {})),
    },
    Schedule {
        name: "rank-posts",
        cron: "10 */5 * * * *",
        time_zone: UTC,
        description: "ranks the posts that are talked about",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &RankPosts {})),
    },
    Schedule {
        name: "refresh-statistics",
        cron: "20 * * * * *",
        time_zone: UTC,
        description: "has PostgreSQL look at tables that have outgrown what it knows of them",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &RefreshStatistics {})),
    },
    Schedule {
        name: "settle-plans",
        cron: "30 * * * * *",
        time_zone: UTC,
        description: "publishes and withdraws posts whose job did not",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &SettlePlans {})),
    },
    Schedule {
        name: "settle-moderation",
        cron: "45 * * * * *",
        time_zone: UTC,
        description: "ends what moderators did until a time that is over and whose job did not",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &SettleModeration {})),
    },
    Schedule {
        name: "purge-events",
        cron: "0 47 * * * *",
        time_zone: UTC,
        description: "removes events and webhook deliveries that are older than the settings keep them",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeEvents {})),
    },
    Schedule {
        name: "purge-exports",
        cron: "0 7 * * * *",
        time_zone: UTC,
        description: "removes exports that are over, and their files",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeExports {})),
    },
    Schedule {
        name: "purge-imports",
        cron: "0 9 * * * *",
        time_zone: UTC,
        description: "removes the archives of imports that are over",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeImports {})),
    },
    Schedule {
        name: "settle-webhooks",
        cron: "10 */5 * * * *",
        time_zone: UTC,
        description: "sees to webhook deliveries whose job is gone",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &SettleWebhooks {})),
    },
    Schedule {
        name: "purge-notifications",
        cron: "0 47 3 * * *",
        time_zone: UTC,
        description: "removes notifications that are older than the settings keep them",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeNotifications {})),
    },
    Schedule {
        name: "send-digests",
        cron: "0 */15 * * * *",
        time_zone: UTC,
        description: "sets off the digests that are due by the clocks of their readers",
        enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &SendDigests {})),
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
        let local = now.with_timezone(&self.time_zone);
        let tick = self.parsed()?.find_previous_occurrence(&local, true).map_err(Error::internal)?;
        Ok(tick.with_timezone(&Utc))
    }

    /// The first tick after a time.
    ///
    /// # Errors
    /// As [`Self::last_tick`].
    pub fn next_tick(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let local = now.with_timezone(&self.time_zone);
        let tick = self.parsed()?.find_next_occurrence(&local, false).map_err(Error::internal)?;
        Ok(tick.with_timezone(&Utc))
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

    /// Every day at this time, in Berlin: summer time begins on 29 March 2026 at 02:00 and ends on 25 October at 03:00.
    fn in_berlin(cron: &'static str) -> Schedule {
        Schedule {
            name: "test",
            cron,
            time_zone: chrono_tz::Europe::Berlin,
            description: "",
            enqueue: |cx, tx| Box::pin(enqueue(cx, tx, &PurgeJobs {})),
        }
    }

    /// The ticks between two times.
    fn ticks(schedule: &Schedule, from: &str, until: &str) -> Vec<String> {
        let (mut now, until, mut found) = (at(from), at(until), Vec::new());
        loop {
            now = schedule.next_tick(now).unwrap();
            if now > until {
                return found;
            }
            assert_eq!(schedule.last_tick(now).unwrap(), now, "a tick is its own last one");
            found.push(now.format("%d %H:%M").to_string());
        }
    }

    #[test]
    fn a_schedule_goes_by_the_clocks_of_its_zone() {
        let at_six = in_berlin("0 0 6 * * *");
        let spring = ticks(&at_six, "2026-03-28T00:00:00Z", "2026-03-30T23:00:00Z");
        assert_eq!(spring, ["28 05:00", "29 04:00", "30 04:00"]);
        assert_eq!(at_six.last_tick(at("2026-03-29T03:59:59Z")).unwrap(), at("2026-03-28T05:00:00Z"));
    }

    #[test]
    fn a_change_of_clocks_neither_skips_a_tick_nor_doubles_it() {
        let at_half_past_two = in_berlin("0 30 2 * * *");
        let spring = ticks(&at_half_past_two, "2026-03-28T00:00:00Z", "2026-03-30T23:00:00Z");
        assert_eq!(
            spring,
            ["28 01:30", "29 01:00", "30 00:30"],
            "half past two is left out, and comes when three strikes"
        );
        let autumn = ticks(&at_half_past_two, "2026-10-24T00:00:00Z", "2026-10-26T23:00:00Z");
        assert_eq!(autumn, ["24 00:30", "25 00:30", "26 01:30"], "half past two comes twice, and counts once");
    }

    #[test]
    fn a_tick_counts_from_its_very_second() {
        let schedule = Schedule::named("purge-jobs").unwrap();
        assert_eq!(schedule.last_tick(at("2026-01-01T10:10:00Z")).unwrap(), at("2026-01-01T10:10:00Z"));
        assert_eq!(schedule.last_tick(at("2026-01-01T10:19:59Z")).unwrap(), at("2026-01-01T10:10:00Z"));
        assert_eq!(schedule.next_tick(at("2026-01-01T10:10:00Z")).unwrap(), at("2026-01-01T10:20:00Z"));
    }
}
