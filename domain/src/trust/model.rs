//! What each level requires.

use chrono::{DateTime, Utc};

use crate::ids::UserId;

/// The highest level.
pub const LEVEL_MAX: u8 = 2;

/// What a level may require.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// How many days ago the account was made.
    AccountAge,
    /// How many posts and comments of theirs others can see.
    Contributions,
    /// How many reactions of others those have.
    ReactionsReceived,
    /// How many days ago moderators last did something about them that was not taken back.
    WithoutAction,
}

/// What each level requires, besides what those below it do.
const LEVELS: [(u8, Requirement, i64); 7] = [
    (1, Requirement::AccountAge, 1),
    (1, Requirement::Contributions, 3),
    (1, Requirement::WithoutAction, 30),
    (2, Requirement::AccountAge, 30),
    (2, Requirement::Contributions, 20),
    (2, Requirement::ReactionsReceived, 10),
    (2, Requirement::WithoutAction, 90),
];

/// What there is of somebody, as far as trust depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// How many posts and comments of theirs others can see.
    pub contributions: i64,
    /// How many reactions of others those have.
    pub reactions: i64,
    /// When moderators last did something about them that was not taken back.
    pub acted_at: Option<DateTime<Utc>>,
}

impl Standing {
    /// What there is, in days or things; none where nothing stands in the way.
    fn actual(&self, requirement: Requirement, now: DateTime<Utc>) -> Option<i64> {
        match requirement {
            Requirement::AccountAge => Some((now - self.created_at).num_days()),
            Requirement::Contributions => Some(self.contributions),
            Requirement::ReactionsReceived => Some(self.reactions),
            Requirement::WithoutAction => self.acted_at.map(|at| (now - at).num_days()),
        }
    }

    /// What every level requires, and what there is of it.
    #[must_use]
    pub fn requirements(&self, now: DateTime<Utc>) -> Vec<TrustRequirement> {
        let each = LEVELS.into_iter().map(|(level, requirement, required)| {
            let actual = self.actual(requirement, now);
            TrustRequirement {
                level,
                requirement,
                required,
                actual,
                met: actual.is_none_or(|actual| actual >= required),
            }
        });
        each.collect()
    }

    /// The level that is reached.
    #[must_use]
    pub fn level(&self, now: DateTime<Utc>) -> u8 {
        let lacking = self.requirements(now).into_iter().find(|it| !it.met);
        lacking.map_or(LEVEL_MAX, |it| it.level - 1)
    }
}

/// Something that a level requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustRequirement {
    /// The level.
    pub level: u8,
    /// What it requires.
    pub requirement: Requirement,
    /// How much, at least.
    pub required: i64,
    /// How much there is; none where nothing stands in the way.
    pub actual: Option<i64>,
    /// Whether that is enough.
    pub met: bool,
}

/// How far somebody is trusted, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// Who.
    pub user_id: UserId,
    /// The level, 0 to [`LEVEL_MAX`].
    pub level: u8,
    /// What every level requires, the lower first.
    pub requirements: Vec<TrustRequirement>,
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn standing(days: i64, contributions: i64, reactions: i64, acted: Option<i64>) -> (Standing, DateTime<Utc>) {
        let created_at = DateTime::UNIX_EPOCH;
        let now = created_at + TimeDelta::days(days);
        let acted_at = acted.map(|ago| now - TimeDelta::days(ago));
        (Standing { created_at, contributions, reactions, acted_at }, now)
    }

    #[test]
    fn a_level_takes_everything_that_it_and_those_below_it_require() {
        let table = [
            (0, 0, 0, None, 0),
            (1, 3, 0, None, 1),
            (0, 3, 0, None, 0),
            (1, 2, 0, None, 0),
            (1, 3, 0, Some(0), 0),
            (40, 3, 0, Some(30), 1),
            (30, 20, 10, None, 2),
            (30, 20, 9, None, 1),
            (29, 20, 10, None, 1),
            (100, 20, 10, Some(89), 1),
            (100, 20, 10, Some(90), 2),
            (100, 2, 10, None, 0),
        ];
        for (days, contributions, reactions, acted, expected) in table {
            let (standing, now) = standing(days, contributions, reactions, acted);
            assert_eq!(standing.level(now), expected, "{standing:?}");
        }
    }

    #[test]
    fn levels_stand_in_their_order() {
        assert!(LEVELS.is_sorted_by_key(|(level, ..)| *level));
        assert_eq!(LEVELS.last().map(|(level, ..)| *level), Some(LEVEL_MAX));
    }
}
