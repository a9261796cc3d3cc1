//! What becomes of a job after an attempt that failed: one table from domain errors to outcomes.

use std::time::Duration;

use crate::{Error, platform::entropy::Entropy};

/// The first wait; each further one doubles.
const BASE: Duration = Duration::from_secs(2);
/// The longest wait.
const CEILING: Duration = Duration::from_hours(1);

/// The code with which a run ends that stopped because its job was called off.
pub(super) const JOB_CANCELLED: &str = "job_cancelled";

/// What becomes of a failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The world moved on and there is nothing left to do; say why and be done.
    Done,
    /// Trying again may help, after this wait.
    Retry(Duration),
    /// Trying again can't help: a bug, or attempts used up.
    Dead,
    /// Somebody called it off, and the run has stopped for that.
    Cancelled,
}

/// Decides by the error, the attempt that failed (from 1) and the attempts allowed.
#[must_use]
pub fn decide(error: &Error, attempt: u32, max_attempts: u32, entropy: &dyn Entropy) -> Outcome {
    match error {
        Error::Conflict { code: JOB_CANCELLED, .. } => Outcome::Cancelled,
        Error::NotFound { .. } | Error::Gone { .. } | Error::Conflict { .. } | Error::Stale { .. } => Outcome::Done,
        Error::Malformed { .. }
        | Error::Invalid(_)
        | Error::Mismatch { .. }
        | Error::Unauthenticated { .. }
        | Error::Forbidden { .. } => Outcome::Dead,
        _ if attempt >= max_attempts => Outcome::Dead,
        Error::Limited { retry_after, .. } => Outcome::Retry(*retry_after),
        Error::Unavailable { .. } | Error::Internal(_) => Outcome::Retry(backoff(attempt, entropy.unit())),
    }
}

/// Exponential with full jitter in the upper half: after attempt n, between 2ⁿ⁻¹ and 2ⁿ seconds, at most an hour.
fn backoff(attempt: u32, jitter: f64) -> Duration {
    let ceiling = BASE.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(CEILING);
    ceiling.mul_f64(0.5 + jitter / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::entropy::SystemEntropy;

    fn decided(error: &Error, attempt: u32) -> Outcome {
        decide(error, attempt, 5, &SystemEntropy)
    }

    #[test]
    fn a_world_that_moved_on_ends_the_job() {
        assert_eq!(decided(&Error::not_found("post"), 1), Outcome::Done);
        assert_eq!(decided(&Error::conflict("x", "y"), 1), Outcome::Done);
    }

    #[test]
    fn a_run_that_stopped_for_a_cancel_is_cancelled() {
        assert_eq!(decided(&Error::conflict(JOB_CANCELLED, "y"), 1), Outcome::Cancelled);
    }

    #[test]
    fn a_bug_is_not_tried_again() {
        assert_eq!(decided(&Error::invalid("", "x", "y"), 1), Outcome::Dead);
        assert_eq!(decided(&Error::forbidden("x"), 1), Outcome::Dead);
    }

    #[test]
    fn what_may_pass_is_tried_again_until_the_attempts_are_used_up() {
        assert!(matches!(decided(&Error::unavailable("x", "y"), 4), Outcome::Retry(_)));
        assert_eq!(decided(&Error::unavailable("x", "y"), 5), Outcome::Dead);
    }

    #[test]
    fn waits_double_up_to_an_hour() {
        assert_eq!(backoff(1, 1.0), Duration::from_secs(2));
        assert_eq!(backoff(1, 0.0), Duration::from_secs(1));
        assert_eq!(backoff(4, 1.0), Duration::from_secs(16));
        assert_eq!(backoff(40, 1.0), Duration::from_hours(1));
    }
}
