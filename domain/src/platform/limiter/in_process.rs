//! Counting within one process: for the embedded installation, and for while Redis is away.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Bucket, Limiter, Rule};

/// So many buckets are kept; a few megabytes. Beyond it those that hold nobody back are forgotten.
const MOST: usize = 50_000;

#[derive(Debug, Clone, Copy)]
struct Count {
    attempts: u32,
    /// From when attempts fade.
    at: DateTime<Utc>,
    /// Until when one has to wait. Long ago for who need not: requests that come at once have times in any order.
    until: DateTime<Utc>,
    forget: TimeDelta,
}

#[derive(Debug, Default)]
struct Counts {
    buckets: HashMap<String, Count>,
    names: HashMap<String, DateTime<Utc>>,
}

/// Counts in memory.
#[derive(Debug, Default)]
pub struct InProcessLimiter(Mutex<Counts>);

impl InProcessLimiter {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

impl Count {
    fn new(rule: &Rule, now: DateTime<Utc>) -> Self {
        Self { attempts: 0, at: now, until: DateTime::<Utc>::MIN_UTC, forget: delta(rule.forget) }
    }

    fn faded(mut self, now: DateTime<Utc>) -> Self {
        let forget = self.forget.num_milliseconds().max(1);
        let gone = (now - self.at).num_milliseconds().max(0) / forget;
        self.attempts = self.attempts.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX));
        self.at = if self.attempts == 0 { now } else { self.at + TimeDelta::milliseconds(gone * forget) };
        self
    }
}

impl Counts {
    fn make_room(&mut self, now: DateTime<Utc>) {
        if self.buckets.len() >= MOST {
            self.buckets.retain(|_, count| count.until > now || count.faded(now).attempts > 0);
        }
        if self.buckets.len() >= MOST {
            self.buckets.retain(|_, count| count.until > now);
        }
        if self.names.len() >= MOST {
            self.names.retain(|_, until| *until > now);
        }
    }
}

#[async_trait]
impl Limiter for InProcessLimiter {
    async fn attempt(&self, buckets: &[Bucket], now: DateTime<Utc>) -> Option<Duration> {
        let mut counts = self.counts();
        counts.make_room(now);
        let until = buckets.iter().filter_map(|bucket| counts.buckets.get(&bucket.key)).map(|count| count.until).max();
        if let Some(wait) = until.filter(|until| *until > now).and_then(|until| (until - now).to_std().ok()) {
            return Some(wait);
        }
        for Bucket { key, rule } in buckets {
            let count = counts.buckets.entry(key.clone()).or_insert_with(|| Count::new(rule, now));
            *count = count.faded(now);
            count.attempts = count.attempts.saturating_add(1);
            let wait = rule.wait(count.attempts);
            count.until = if wait.is_zero() { DateTime::<Utc>::MIN_UTC } else { now + delta(wait) };
        }
        None
    }

    async fn take_back(&self, keys: &[String]) {
        let mut counts = self.counts();
        for key in keys {
            if let Some(count) = counts.buckets.get_mut(key) {
                count.attempts = count.attempts.saturating_sub(1);
                count.until = DateTime::<Utc>::MIN_UTC;
            }
        }
    }

    async fn remember(&self, key: &str, ttl: Duration, now: DateTime<Utc>) {
        self.counts().names.insert(key.to_owned(), now + delta(ttl));
    }

    async fn knows(&self, key: &str, now: DateTime<Utc>) -> bool {
        self.counts().names.get(key).is_some_and(|until| *until > now)
    }
}
