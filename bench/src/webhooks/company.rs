//! Who hears of the same events besides those that are watched.

use clap::ValueEnum;

use super::receiver::{LATE, Mood};
use crate::report::Goal;

/// How much longer than beside nobody p99 may be.
const PROMISE: f64 = 1.1;

/// Who hears of the same events besides those that are watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Company {
    #[value(skip)]
    Nobody,
    /// One that answers at once: what another receiver costs, however quick it is.
    Quick,
    /// One that takes the request and says nothing.
    Silent,
    /// One that answers 200 at once, and sends its body a byte at a time, for ever.
    Trickling,
    /// One that answers 204 after five seconds, so that it never fails.
    Late,
    /// Several that say nothing.
    ManySilent,
    /// Several that answer after five seconds.
    ManyLate,
}

impl Company {
    /// What the report calls it.
    pub(super) fn name(self, several: u8) -> String {
        let late = LATE.as_secs();
        match self {
            Self::Nobody => "nobody".to_owned(),
            Self::Quick => "one that answers at once".to_owned(),
            Self::Silent => "one that never answers".to_owned(),
            Self::Trickling => "one that answers a byte at a time".to_owned(),
            Self::Late => format!("one that answers after {late} s"),
            Self::ManySilent => format!("{several} that never answer"),
            Self::ManyLate => format!("{several} that answer after {late} s"),
        }
    }

    /// How each of them answers.
    pub(super) fn moods(self, several: u8) -> Vec<Mood> {
        let (mood, count) = match self {
            Self::Nobody => (Mood::Quick, 0),
            Self::Quick => (Mood::Quick, 1),
            Self::Silent => (Mood::Silent, 1),
            Self::Trickling => (Mood::Trickling, 1),
            Self::Late => (Mood::Late, 1),
            Self::ManySilent => (Mood::Silent, several),
            Self::ManyLate => (Mood::Late, several),
        };
        vec![mood; usize::from(count)]
    }

    /// What p99 may be, as a multiple of that beside nobody. What is promised is that a slow one delays no other; several are there to
    /// compare.
    pub(super) const fn goal(self) -> Goal {
        match self {
            Self::Silent | Self::Trickling | Self::Late => Goal::Under(PROMISE),
            Self::Nobody | Self::Quick | Self::ManySilent | Self::ManyLate => Goal::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_but_nobody_can_be_asked_for() {
        let all = Company::value_variants();
        assert_eq!(all.len(), 6);
        assert!(all.iter().all(|company| !company.moods(5).is_empty()));
        assert_eq!((Company::Nobody.moods(5).len(), Company::ManyLate.moods(5).len()), (0, 5));
    }
}
