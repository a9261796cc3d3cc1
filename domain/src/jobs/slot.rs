//! The slot of a run, which it leaves to wait for somebody outside.

use std::{pin::pin, time::Duration};

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::Run;

/// How long a run waits in its slot. What is quick stays in it, so that slots go on to bound how much is under way; who takes seconds to
/// answer takes a tenth of one of them from others.
const MOMENT: Duration = Duration::from_millis(100);

/// The place of a run among those that its worker runs at once. Clones are of the same.
#[derive(Debug, Clone, Default)]
pub struct Slot(CancellationToken);

impl Slot {
    /// Says that the run needs it no longer. The worker gives it to another as soon as it may.
    pub fn leave(&self) {
        self.0.cancel();
    }

    /// Waits until the run needs it no longer.
    pub async fn left(&self) {
        self.0.cancelled().await;
    }
}

impl Run {
    /// Waits for somebody outside, such as the receiver of a webhook. Where that takes longer than a tenth of a second, others get the slot
    /// of this run: who waits needs none. The run does not come back into it, so what is left to do then should be short. Its group
    /// says how many of them there may be (`Job::GROUP_LIMITS`).
    pub async fn wait_outside<T>(&self, answer: impl Future<Output = T>) -> T {
        let mut answer = pin!(answer);
        if let Ok(quick) = timeout(MOMENT, answer.as_mut()).await {
            return quick;
        }
        self.slot.leave();
        answer.await
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_slot_that_was_left_stays_so() {
        let slot = Slot::default();
        assert!(slot.left().now_or_never().is_none());
        slot.clone().leave();
        assert!(slot.left().now_or_never().is_some());
    }
}
