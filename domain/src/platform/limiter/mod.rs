//! Counting attempts at what can be guessed or overdone, and making those who overdo it wait longer and longer.
//!
//! A bucket holds a count that fades with time. So many attempts are free; each one beyond doubles the wait before the next.
//! An attempt is counted before its outcome is known, so that a hundred at once are not a hundred guesses.

mod in_process;
mod redis;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

pub use self::redis::RedisLimiter;
pub use in_process::InProcessLimiter;

/// How a bucket fills, fades and holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Attempts that are free.
    pub free: u32,
    /// The wait after the first attempt beyond; it doubles with each further one.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// How long it takes to forget one attempt.
    pub forget: Duration,
}

/// What is counted, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name, without anything that tells of a person.
    pub key: String,
    /// How it is counted.
    pub rule: Rule,
}

/// Counts for all processes of an installation.
#[async_trait]
pub trait Limiter: Send + Sync {
    /// Counts an attempt in every bucket, unless one of them has to wait: then none is counted, and the longest wait told.
    async fn attempt(&self, buckets: &[Bucket], now: DateTime<Utc>) -> Option<Duration>;

    /// Takes one attempt back from each bucket, and its wait with it: it was a good one.
    async fn take_back(&self, keys: &[String]);

    /// Remembers a name for so long.
    async fn remember(&self, key: &str, ttl: Duration, now: DateTime<Utc>);

    /// Whether a name is remembered.
    async fn knows(&self, key: &str, now: DateTime<Utc>) -> bool;
}

impl Rule {
    /// The wait after this many attempts.
    #[must_use]
    pub fn wait(&self, attempts: u32) -> Duration {
        match attempts.checked_sub(self.free) {
            None | Some(0) => Duration::ZERO,
            Some(beyond) => {
                let doubled = 2_u32.checked_pow(beyond - 1).and_then(|factor| self.first.checked_mul(factor));
                doubled.map_or(self.longest, |wait| wait.min(self.longest))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_beyond_what_is_free_and_never_gets_longer_than_the_longest() {
        let seconds = Duration::from_secs;
        let rule = Rule { free: 3, first: seconds(1), longest: seconds(60), forget: seconds(600) };
        let waits: Vec<_> = [0, 3, 4, 5, 6, 9, 10, 11, 1000, u32::MAX].map(|n| rule.wait(n).as_secs()).into();
        assert_eq!(waits, [0, 0, 1, 2, 4, 32, 60, 60, 60, 60]);
    }
}
