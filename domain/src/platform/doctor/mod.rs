//! What an installation needs, looked at from one of its machines: each part by itself, so that one fault hides no other.
//! Changes nothing but a file in the data folder and one in the bucket, which are removed again.

mod database;
mod files;
mod mail;
mod redis;
mod store;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Settings,
    clock::{Clock, SystemClock},
};

/// How long one part may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Clocks further apart than this make jobs late and tokens invalid before their time.
const DRIFT: TimeDelta = TimeDelta::seconds(2);

/// How a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// As it should be.
    Well,
    /// It works; somebody should look at it.
    Odd,
    /// Presswork can't work like this.
    Ill,
}

/// What was found about a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The part, in a word.
    pub part: &'static str,
    /// How it is.
    pub condition: Condition,
    /// What was seen, in a sentence without secrets.
    pub seen: String,
    /// What to do about it; empty where nothing is to be done.
    pub advice: String,
}

impl Finding {
    /// A part that is as it should be.
    #[must_use]
    pub fn well(part: &'static str, seen: impl Into<String>) -> Self {
        Self { part, condition: Condition::Well, seen: seen.into(), advice: String::new() }
    }

    /// A part that somebody should look at.
    #[must_use]
    pub fn odd(part: &'static str, seen: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { part, condition: Condition::Odd, seen: seen.into(), advice: advice.into() }
    }

    /// A part that can't work.
    #[must_use]
    pub fn ill(part: &'static str, seen: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { part, condition: Condition::Ill, seen: seen.into(), advice: advice.into() }
    }
}

/// Looks at every part that the settings name.
pub async fn examine(settings: &Settings) -> Vec<Finding> {
    let mut found = vec![files::folder(settings), files::keys(settings)];
    found.extend(in_time("database", database::examine(settings)).await);
    if settings.redis.url.is_empty() {
        found.push(Finding::well("redis", "none is set: queue, budgets and events live in the one process"));
    } else {
        found.extend(in_time("redis", redis::examine(settings)).await);
    }
    if !settings.storage.s3.bucket.is_empty() {
        found.extend(in_time("storage", store::examine(settings)).await);
    }
    found.extend(in_time("mail", mail::examine(settings)).await);
    found
}

async fn in_time(part: &'static str, examined: impl Future<Output = Vec<Finding>>) -> Vec<Finding> {
    let slow = || {
        vec![Finding::ill(part, format!("no answer within {} s", PATIENCE.as_secs()), "see whether it is overloaded")]
    };
    tokio::time::timeout(PATIENCE, examined).await.unwrap_or_else(|_| slow())
}

/// Compares another machine's clock with that of this one.
fn clock(part: &'static str, there: DateTime<Utc>) -> Finding {
    let drift = there - SystemClock.now();
    let apart = format!("its clock is {} ms from this machine's", drift.num_milliseconds().abs());
    if drift.abs() <= DRIFT {
        return Finding::well(part, apart);
    }
    Finding::ill(part, apart, "keep the clocks of all machines by NTP: jobs run late and tokens expire early otherwise")
}

/// Compares when something was written last with this machine's clock. Where both come from this machine, nothing else tells that its
/// clock went back.
fn written(part: &'static str, what: &str, at: DateTime<Utc>) -> Finding {
    let ahead = at - SystemClock.now();
    if ahead <= DRIFT {
        return Finding::well(part, "by this machine's clock, what was written last lies in the past");
    }
    let seen = format!("{what} was written at {at}, {} ms ahead of this machine's clock", ahead.num_milliseconds());
    let advice = "keep the clock by NTP: jobs run late and tokens expire early otherwise. \
                  If it is right now, it was ahead when that was written";
    Finding::ill(part, seen, advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_differ_are_told() {
        assert_eq!(clock("database", SystemClock.now()).condition, Condition::Well);
        assert_eq!(clock("database", SystemClock.now() - TimeDelta::seconds(5)).condition, Condition::Ill);
    }

    #[test]
    fn a_clock_behind_what_was_written_is_told() {
        let at = |ahead| written("database", "the newest job", SystemClock.now() + TimeDelta::seconds(ahead));
        assert_eq!([-5, 1].map(|ahead| at(ahead).condition), [Condition::Well; 2]);
        assert_eq!(at(5).condition, Condition::Ill);
    }
}
