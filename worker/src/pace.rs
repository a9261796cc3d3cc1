//! How much to claim at once. As many jobs as slots are free, so that none waits here while another worker is idle; and
//! as many more as will be gone within moments, so that quick jobs do not wait for claims.

use std::time::Duration;

use tokio::time::Instant;

/// How many jobs one claim takes at most.
const BATCH: usize = 256;
/// How long a job may wait here for a slot, as far as the pace of the last ones tells.
const MOMENTS: Duration = Duration::from_millis(50);
/// Ahead of the free slots, at most so many times as many jobs as run at once: what jobs that hang can hold up.
const AHEAD: usize = 16;

/// The pace of one queue's jobs.
#[derive(Debug)]
pub(crate) struct Pace {
    concurrency: usize,
    handed_on: Option<(usize, Instant)>,
}

/// What to claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Batch {
    /// At most so many jobs.
    pub max: usize,
    /// More than fit into the slots, as they are gone so quickly.
    pub quick: bool,
}

impl Pace {
    pub(crate) const fn new(concurrency: usize) -> Self {
        Self { concurrency, handed_on: None }
    }

    /// How much to claim now, with so many slots free: at least one, since apalis asks only when one is.
    pub(crate) fn batch(&self, free: usize) -> Batch {
        let ahead = self.ahead();
        Batch { max: (free + ahead).clamp(1, BATCH), quick: ahead > 0 }
    }

    /// What is gone within moments; nothing when that is no more than what runs at once.
    fn ahead(&self) -> usize {
        let Some((count, then)) = self.handed_on else { return 0 };
        let elapsed = then.elapsed().max(Duration::from_micros(1)).as_micros();
        let soon = (count as u128 * MOMENTS.as_micros()) / elapsed;
        let most = self.concurrency.saturating_mul(AHEAD);
        let soon = usize::try_from(soon).unwrap_or(usize::MAX);
        if soon > self.concurrency { soon.min(most) } else { 0 }
    }

    /// A batch of so many was handed on; when the next is asked for, it is gone.
    pub(crate) fn handed_on(&mut self, count: usize) {
        self.handed_on = Some((count, Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is claimed when one slot is free and the last batch was so large and gone so quickly.
    async fn after(concurrency: usize, last: usize, millis: u64) -> Batch {
        let mut pace = Pace::new(concurrency);
        pace.handed_on(last);
        tokio::time::advance(Duration::from_millis(millis)).await;
        pace.batch(1)
    }

    #[tokio::test(start_paused = true)]
    async fn quick_jobs_are_claimed_ahead_and_slow_ones_are_not() {
        assert_eq!(Pace::new(8).batch(8), Batch { max: 8, quick: false }, "nothing is known yet");
        assert_eq!(after(8, 8, 100).await, Batch { max: 1, quick: false }, "a tenth of a second each");
        assert_eq!(after(8, 8, 50).await, Batch { max: 1, quick: false }, "all slots are taken for as long");
        assert_eq!(after(8, 8, 5).await, Batch { max: 81, quick: true }, "80 are gone in 50 ms");
        assert_eq!(after(8, 10, 20).await, Batch { max: 26, quick: true });
    }

    #[tokio::test(start_paused = true)]
    async fn one_slow_moment_does_not_bring_a_quick_queue_to_a_stop() {
        assert_eq!(after(8, 80, 100).await, Batch { max: 41, quick: true });
    }

    #[tokio::test(start_paused = true)]
    async fn no_claim_is_empty_or_without_bounds() {
        assert_eq!(Pace::new(1).batch(0).max, 1);
        assert_eq!(Pace::new(1000).batch(1000).max, BATCH);
        assert_eq!(after(4, 256, 0).await.max, 1 + 4 * AHEAD, "what hanging jobs hold up has a bound");
    }
}
