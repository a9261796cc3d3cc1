//! How much to claim at once. As many jobs as slots are free, so that none waits here while another worker is idle; and
//! some more as long as jobs are so quick that the claims are what takes the time.

use std::time::Duration;

use tokio::time::Instant;

/// How many jobs one claim takes at most.
const BATCH: usize = 64;
/// Jobs are quick while a whole batch of them is gone within this.
const QUICK: Duration = Duration::from_millis(20);

/// The pace of one queue's jobs.
#[derive(Debug)]
pub(crate) struct Pace {
    ahead: usize,
    most_ahead: usize,
    handed_on: Option<Instant>,
}

impl Pace {
    /// Ahead of the free slots, at most twice as many jobs as run at once: what a job that hangs can hold up.
    pub(crate) const fn new(concurrency: usize) -> Self {
        Self { ahead: 0, most_ahead: concurrency.saturating_mul(2), handed_on: None }
    }

    /// How much to claim now, with so many slots free: at least one, since apalis asks only when one is.
    pub(crate) fn batch(&mut self, free: usize) -> usize {
        let quick = self.handed_on.is_some_and(|then| then.elapsed() < QUICK);
        self.ahead = if quick { (self.ahead * 2).clamp(1, self.most_ahead) } else { 0 };
        (free + self.ahead).clamp(1, BATCH)
    }

    /// A batch was handed on; when the next is asked for, it is gone.
    pub(crate) fn handed_on(&mut self) {
        self.handed_on = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn quick_jobs_are_claimed_ahead_and_slow_ones_are_not() {
        let mut pace = Pace::new(8);
        assert_eq!(pace.batch(8), 8);
        let mut batches = Vec::new();
        for _ in 0..6 {
            pace.handed_on();
            tokio::time::advance(Duration::from_millis(5)).await;
            batches.push(pace.batch(1));
        }
        assert_eq!(batches, [2, 3, 5, 9, 17, 17]);
        pace.handed_on();
        tokio::time::advance(Duration::from_millis(25)).await;
        assert_eq!(pace.batch(1), 1);
    }

    #[test]
    fn no_claim_is_empty_or_without_bounds() {
        assert_eq!(Pace::new(1).batch(0), 1);
        assert_eq!(Pace::new(1000).batch(1000), BATCH);
    }
}
