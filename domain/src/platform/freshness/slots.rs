//! Which marks were written when, in a table of fixed size. Two marks may share a slot: then an answer is thrown away that
//! was still true, which costs a read and no truth.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use super::Mark;
use crate::platform::settings::Cache;

/// Half a megabyte; a list of twenty posts has about a hundred marks.
const SLOTS: usize = 1 << 16;
/// How long the way from other processes is believed to be whole without a proof.
const BELIEF: Duration = Duration::from_secs(1);

/// When something was read, in writes and in time.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    writes: u64,
    at: Instant,
}

/// At which write the marks of something were last looked at and found untouched; at none yet.
#[derive(Debug, Default)]
pub struct Seen(AtomicU64);

/// Knows what was written since something was read.
#[derive(Debug)]
pub struct Freshness {
    /// At which write each slot was last touched.
    slots: Box<[AtomicU64]>,
    writes: AtomicU64,
    /// How many writes have touched all that they touch.
    touched: AtomicU64,
    /// Nothing read before this write is true.
    floor: AtomicU64,
    /// Whether there are other processes to hear of.
    shared: AtomicBool,
    began: Instant,
    /// When the way from other processes was last proven, in microseconds since the beginning.
    proven: AtomicU64,
    /// How long an answer is believed at most.
    ttl: Duration,
}

impl Freshness {
    /// Knows of nothing yet.
    #[must_use]
    pub fn new(settings: &Cache) -> Self {
        Self {
            slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
            writes: AtomicU64::new(1),
            touched: AtomicU64::new(1),
            floor: AtomicU64::new(0),
            shared: AtomicBool::new(false),
            began: Instant::now(),
            proven: AtomicU64::new(0),
            ttl: settings.ttl,
        }
    }

    /// This moment: taken before the first statement of an answer.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp { writes: self.writes.load(Ordering::SeqCst), at: Instant::now() }
    }

    /// Makes everything untrue that was made of these.
    pub fn touch(&self, marks: &[Mark]) {
        if marks.is_empty() {
            return;
        }
        let write = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
        for mark in marks {
            self.slots[mark.slot(SLOTS)].fetch_max(write, Ordering::SeqCst);
        }
        self.touched.fetch_add(1, Ordering::SeqCst);
    }

    /// Makes everything untrue that was read so far.
    pub fn forget(&self) {
        let write = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
        self.floor.fetch_max(write, Ordering::SeqCst);
    }

    /// Whether what was made of these is still true.
    #[must_use]
    pub fn holds(&self, since: Stamp, marks: &[Mark]) -> bool {
        self.holds_as_seen(since, marks, &Seen::default())
    }

    /// The same for what is asked again and again: the marks, which lie far apart in memory, are looked at only when something was
    /// written since they were.
    #[must_use]
    pub fn holds_as_seen(&self, since: Stamp, marks: &[Mark], seen: &Seen) -> bool {
        if since.writes < self.floor.load(Ordering::SeqCst) || since.at.elapsed() >= self.belief() {
            return false;
        }
        // Read before the marks: what is touched from here on counts as not seen.
        let touched = self.touched.load(Ordering::SeqCst);
        if seen.0.load(Ordering::Relaxed) == touched {
            return true;
        }
        let untouched = |mark: &Mark| self.slots[mark.slot(SLOTS)].load(Ordering::SeqCst) <= since.writes;
        let holds = marks.iter().all(untouched);
        if holds {
            seen.0.store(touched, Ordering::Relaxed);
        }
        holds
    }

    /// From now on other processes write, too, and are heard.
    pub(in crate::platform) fn share(&self) {
        self.shared.store(true, Ordering::SeqCst);
    }

    /// The way from other processes is whole at this moment.
    pub(in crate::platform) fn proven(&self) {
        let since = self.began.elapsed().as_micros();
        self.proven.store(u64::try_from(since).unwrap_or(u64::MAX), Ordering::SeqCst);
    }

    /// How long an answer is believed at this moment.
    fn belief(&self) -> Duration {
        let proven = Duration::from_micros(self.proven.load(Ordering::SeqCst));
        let whole = !self.shared.load(Ordering::SeqCst) || self.began.elapsed().saturating_sub(proven) < BELIEF;
        if whole { self.ttl } else { self.ttl.min(BELIEF) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::platform::freshness::Table;

    fn freshness(ttl: Duration) -> Freshness {
        Freshness::new(&Cache { size_mib: 1, ttl })
    }

    fn mark(n: u128) -> Mark {
        Mark::row(Table::Posts, Uuid::from_u128(n))
    }

    #[test]
    fn an_answer_is_true_until_something_it_was_made_of_is_written() {
        let freshness = freshness(Duration::from_mins(1));
        let read = freshness.stamp();
        freshness.touch(&[mark(1)]);
        assert!(freshness.holds(read, &[mark(2)]));
        assert!(!freshness.holds(read, &[mark(2), mark(1)]));
        assert!(freshness.holds(freshness.stamp(), &[mark(1)]), "read again");
        freshness.forget();
        assert!(!freshness.holds(read, &[mark(2)]));
    }

    #[test]
    fn what_was_looked_at_is_looked_at_again_after_every_write() {
        let (freshness, seen) = (freshness(Duration::from_mins(1)), Seen::default());
        let read = freshness.stamp();
        let holds = || freshness.holds_as_seen(read, &[mark(1)], &seen);
        assert!(holds() && holds());
        freshness.touch(&[mark(2)]);
        assert!(holds() && holds(), "something else was written");
        freshness.touch(&[mark(1)]);
        assert!(!holds() && !holds());
        let other = (freshness.stamp(), Seen::default());
        assert!(freshness.holds_as_seen(other.0, &[mark(1)], &other.1), "read again");
        freshness.forget();
        assert!(!freshness.holds_as_seen(other.0, &[mark(1)], &other.1));
    }

    #[test]
    fn an_answer_is_believed_for_its_time_only() {
        let freshness = freshness(Duration::from_millis(20));
        let read = freshness.stamp();
        assert!(freshness.holds(read, &[]));
        std::thread::sleep(Duration::from_millis(25));
        assert!(!freshness.holds(read, &[]));
    }

    #[test]
    fn while_others_are_not_heard_nothing_is_believed_for_longer_than_a_second() {
        let freshness = freshness(Duration::from_mins(1));
        freshness.share();
        freshness.proven();
        assert_eq!(freshness.belief(), Duration::from_mins(1));
        std::thread::sleep(BELIEF);
        assert_eq!(freshness.belief(), BELIEF);
    }
}
