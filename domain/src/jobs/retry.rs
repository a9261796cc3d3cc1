//! What becomes of a job after an attempt that failed: one table from domain errors to judgements, which a kind may refine,
//! and the kind's backoff.

use std::time::Duration;

use crate::{Error, platform::entropy::Entropy};

/// How long to wait after an attempt: doubling from a base up to a ceiling, with jitter in the upper half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait after the first attempt; each further one doubles.
    pub base: Duration,
    /// The longest wait.
    pub ceiling: Duration,
}

impl Backoff {
    /// From two seconds up to an hour.
    pub const STANDARD: Self = Self { base: Duration::from_secs(2), ceiling: Duration::from_hours(1) };

    /// After attempt n, between half of `base` × 2ⁿ⁻¹ and all of it, at most the ceiling. Jitter is from 0 to 1.
    #[must_use]
    pub fn after(self, attempt: u32, jitter: f64) -> Duration {
        let longest = self.base.saturating_mul(1 << attempt.saturating_sub(1).min(30)).min(self.ceiling);
        longest.mul_f64(0.5 + jitter / 2.0)
    }
}

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
    /// Somebody called it off, and the run has stopped for that; or the kind gives up without an alarm.
    Cancelled,
    /// Put aside until a release that differs from this one looks at it, or an operator decides.
    Parked,
}

/// What an error means for a job, whatever the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The world moved on: done, with the reason as a note.
    Done,
    /// Trying again may help, when the kind's backoff says.
    Retry,
    /// Trying again may help, after this wait.
    RetryAfter(Duration),
    /// Trying again can't help.
    Dead,
    /// Trying again can't help, and nobody has to look into it: cancelled, with the reason.
    Discard,
    /// This release can't do it, another may: put aside, with the reason.
    Park,
    /// It stopped because somebody called it off.
    Cancelled,
}

impl Judgement {
    /// The common table.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        match error {
            Error::Conflict { code: JOB_CANCELLED, .. } => Self::Cancelled,
            Error::NotFound { .. }
            | Error::Gone { .. }
            | Error::Conflict { .. }
            | Error::Stale { .. }
            | Error::Diverged(_) => Self::Done,
            Error::Malformed { .. }
            | Error::Invalid(_)
            | Error::Mismatch { .. }
            | Error::TooLarge { .. }
            | Error::UnsupportedType { .. }
            | Error::Unauthenticated { .. }
            | Error::TwoFactorRequired { .. }
            | Error::Forbidden { .. } => Self::Dead,
            Error::Limited { retry_after, .. } | Error::Busy { retry_after } => Self::RetryAfter(*retry_after),
            Error::Unavailable { .. } | Error::Internal(_) => Self::Retry,
        }
    }
}

/// Decides by the judgement, the attempt that failed (from 1), the attempts allowed and the kind's backoff.
#[must_use]
pub fn decide(
    judgement: Judgement,
    attempt: u32,
    max_attempts: u32,
    backoff: Backoff,
    entropy: &dyn Entropy,
) -> Outcome {
    match judgement {
        Judgement::Cancelled | Judgement::Discard => Outcome::Cancelled,
        Judgement::Done => Outcome::Done,
        Judgement::Dead => Outcome::Dead,
        _ if attempt >= max_attempts => Outcome::Dead,
        Judgement::Park => Outcome::Parked,
        Judgement::RetryAfter(wait) => Outcome::Retry(wait),
        Judgement::Retry => Outcome::Retry(backoff.after(attempt, entropy.unit())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::entropy::SystemEntropy;

    fn decided(error: &Error, attempt: u32) -> Outcome {
        decide(Judgement::of(error), attempt, 5, Backoff::STANDARD, &SystemEntropy)
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
    fn a_kind_discards_and_parks_and_releases_do_not_hand_a_job_back_and_forth_for_ever() {
        let decided = |judgement, attempt| decide(judgement, attempt, 5, Backoff::STANDARD, &SystemEntropy);
        assert_eq!(decided(Judgement::Discard, 1), Outcome::Cancelled);
        assert_eq!(decided(Judgement::Park, 4), Outcome::Parked);
        assert_eq!(decided(Judgement::Park, 5), Outcome::Dead);
    }

    #[test]
    fn waits_double_up_to_an_hour() {
        assert_eq!(Backoff::STANDARD.after(1, 1.0), Duration::from_secs(2));
        assert_eq!(Backoff::STANDARD.after(1, 0.0), Duration::from_secs(1));
        assert_eq!(Backoff::STANDARD.after(4, 1.0), Duration::from_secs(16));
        assert_eq!(Backoff::STANDARD.after(40, 1.0), Duration::from_hours(1));
    }

    #[test]
    fn a_kind_has_a_backoff_of_its_own() {
        let slow = Backoff { base: Duration::from_mins(10), ceiling: Duration::from_mins(15) };
        let wait = decide(Judgement::Retry, 1, 5, slow, &SystemEntropy);
        assert!(matches!(wait, Outcome::Retry(wait) if wait >= Duration::from_mins(5)), "{wait:?}");
        assert_eq!(slow.after(9, 1.0), Duration::from_mins(15));
    }
}
