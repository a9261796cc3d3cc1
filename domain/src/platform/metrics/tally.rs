//! How much went through each queue since the last look, for the history that operators see as charts. Counting costs no
//! statement: a task writes what has come together once in a while (`ops::write_history`).

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::jobs::QueueName;

/// How much went through a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Jobs that were enqueued.
    pub enqueued: u64,
    /// Attempts that began.
    pub started: u64,
    /// Jobs that were done.
    pub succeeded: u64,
    /// Attempts that failed, whether another follows or not.
    pub failed: u64,
}

/// What one process has counted and not yet written, by queue.
#[derive(Debug, Default)]
pub struct Tally([Cells; QueueName::ALL.len()]);

#[derive(Debug, Default)]
struct Cells {
    enqueued: AtomicU64,
    started: AtomicU64,
    succeeded: AtomicU64,
    failed: AtomicU64,
}

impl Tally {
    /// Adds to what was counted.
    pub fn add(&self, queue: QueueName, counts: Counts) {
        let cells = &self.0[queue as usize];
        cells.enqueued.fetch_add(counts.enqueued, Relaxed);
        cells.started.fetch_add(counts.started, Relaxed);
        cells.succeeded.fetch_add(counts.succeeded, Relaxed);
        cells.failed.fetch_add(counts.failed, Relaxed);
    }

    /// Takes what was counted in each queue through which anything went.
    #[must_use]
    pub fn take(&self) -> Vec<(QueueName, Counts)> {
        let taken = QueueName::ALL.into_iter().map(|queue| (queue, self.0[queue as usize].take()));
        taken.filter(|(_, counts)| *counts != Counts::default()).collect()
    }
}

impl Cells {
    fn take(&self) -> Counts {
        Counts {
            enqueued: self.enqueued.swap(0, Relaxed),
            started: self.started.swap(0, Relaxed),
            succeeded: self.succeeded.swap(0, Relaxed),
            failed: self.failed.swap(0, Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_not_taken_again_and_what_was_not_written_can_be_put_back() {
        let tally = Tally::default();
        let one = Counts { enqueued: 2, failed: 1, ..Counts::default() };
        tally.add(QueueName::Bulk, one);
        assert_eq!(tally.take(), [(QueueName::Bulk, one)]);
        assert_eq!(tally.take(), []);
        tally.add(QueueName::Bulk, one);
        tally.add(QueueName::Bulk, one);
        assert_eq!(tally.take()[0].1.enqueued, 4);
    }
}
