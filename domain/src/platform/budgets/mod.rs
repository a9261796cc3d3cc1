//! Pots of points that fill up again with time: what callers pay from.
//!
//! A pot is one number, the moment at which it will be full again (the generic cell rate algorithm): taking points puts that
//! moment off, giving some back brings it nearer, and nothing has to be done as time goes by. A pot that is full is none.

mod in_process;
mod redis;

use std::{fmt, net::IpAddr, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

pub use self::redis::RedisBudgets;
pub use in_process::InProcessBudgets;

use crate::ids::{AccessTokenId, UserId};

/// A pot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pot {
    /// Whose it is.
    pub of: Payer,
    /// How much it holds.
    pub size: Size,
}

/// Who has a pot of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Payer {
    /// A person.
    Person(UserId),
    /// A program with a token.
    Token(AccessTokenId),
    /// Everybody who comes from there without saying who they are; nowhere for connections without an address.
    Address(Option<IpAddr>),
    /// Presswork itself.
    System,
}

/// As everything else that is counted for each caller names them: see `idempotency::caller`.
impl fmt::Display for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "{id}"),
            Self::Token(id) => write!(f, "{id}"),
            Self::Address(Some(address)) => write!(f, "address:{address}"),
            Self::Address(None) => f.write_str("address:"),
            Self::System => f.write_str("system"),
        }
    }
}

/// How many points a pot holds, and in what time an empty one fills up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Points of a full pot.
    pub points: u32,
    /// The time in which an empty pot fills up.
    pub window: Duration,
}

/// What is in a pot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Its size.
    pub size: Size,
    /// The time until it is full, in microseconds.
    missing: i64,
}

/// What is done to a pot. In tenths of a point: some things cost less than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Takes so much, if there is so much.
    Take(u32),
    /// Takes so much, even if the pot is in debt afterwards.
    Owe(u32),
    /// Gives so much back.
    GiveBack(u32),
}

/// Pots for all processes of an installation.
#[async_trait]
pub trait Budgets: Send + Sync {
    /// Changes what is in a pot, and tells what is in it then.
    ///
    /// # Errors
    /// What is in it where that is not enough.
    async fn change(&self, pot: &Pot, change: Change, now: DateTime<Utc>) -> Result<Level, Level>;
}

impl Size {
    fn window_micros(self) -> i64 {
        i64::try_from(self.window.as_micros()).unwrap_or(i64::MAX).max(1)
    }

    /// The time in which so many tenths of a point come back, rounded down.
    fn micros(self, tenths: u32) -> i64 {
        let micros = i128::from(tenths) * i128::from(self.window_micros()) / (i128::from(self.points.max(1)) * 10);
        i64::try_from(micros).unwrap_or(i64::MAX)
    }
}

impl Change {
    /// By how many microseconds the pot is full later.
    fn delay(self, size: Size) -> i64 {
        match self {
            Self::Take(tenths) | Self::Owe(tenths) => size.micros(tenths),
            Self::GiveBack(tenths) => -size.micros(tenths),
        }
    }

    const fn may_be_refused(self) -> bool {
        matches!(self, Self::Take(_))
    }
}

impl Level {
    fn new(size: Size, missing: i64) -> Self {
        Self { size, missing: missing.max(0) }
    }

    /// Whole points in the pot.
    #[must_use]
    pub fn remaining(&self) -> u32 {
        let left = i128::from((self.size.window_micros() - self.missing).max(0));
        let points = left * i128::from(self.size.points) / i128::from(self.size.window_micros());
        u32::try_from(points).unwrap_or(u32::MAX)
    }

    /// How long until it is full.
    #[must_use]
    pub fn full_in(&self) -> TimeDelta {
        TimeDelta::microseconds(self.missing)
    }

    /// How long until there are so many tenths of a point in it.
    #[must_use]
    pub fn wait_for(&self, tenths: u32) -> Duration {
        let missing = self.missing + self.size.micros(tenths) - self.size.window_micros();
        Duration::from_micros(u64::try_from(missing).unwrap_or(0))
    }

    /// The same pot with so many tenths of a point more in it.
    #[must_use]
    pub fn with(&self, tenths: u32) -> Self {
        Self::new(self.size, self.missing - self.size.micros(tenths))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const SIZE: Size = Size { points: 100, window: Duration::from_mins(1) };

    fn pot(last: u8) -> Pot {
        Pot { of: Payer::Address(Some([192, 0, 2, last].into())), size: SIZE }
    }

    /// What every adapter has to do.
    pub(crate) async fn a_pot_is_emptied_and_fills_up_again(budgets: &dyn Budgets) {
        let (one, other, now) = (pot(1), pot(2), DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        let left = |level: Result<Level, Level>| level.map(|level| level.remaining());
        assert_eq!(left(budgets.change(&one, Change::Take(0), now).await), Ok(100));
        assert_eq!(left(budgets.change(&one, Change::Take(900), now).await), Ok(10));
        let short = budgets.change(&one, Change::Take(110), now).await.unwrap_err();
        assert_eq!((short.remaining(), short.wait_for(110)), (10, Duration::from_millis(600)));
        assert_eq!(left(budgets.change(&one, Change::Take(100), now).await), Ok(0));
        assert_eq!(left(budgets.change(&other, Change::Take(10), now).await), Ok(99), "every caller has a pot");
        assert_eq!(left(budgets.change(&one, Change::GiveBack(300), now).await), Ok(30));
        assert_eq!(left(budgets.change(&one, Change::Owe(500), now).await), Ok(0), "what was used is owed");
        let later = now + TimeDelta::seconds(15);
        assert_eq!(left(budgets.change(&one, Change::Take(0), later).await), Ok(5), "25 came, 20 were owed");
        let much_later = now + TimeDelta::hours(1);
        assert_eq!(
            left(budgets.change(&one, Change::GiveBack(10_000), much_later).await),
            Ok(100),
            "never more than full"
        );
        let tenths = budgets.change(&one, Change::Take(1), much_later).await.unwrap();
        assert_eq!((tenths.remaining(), tenths.with(1).remaining()), (99, 100));
    }

    #[test]
    fn a_window_that_points_do_not_divide_loses_none() {
        let size = Size { points: 7, window: Duration::from_mins(1) };
        for taken in 0..=7 {
            assert_eq!(Level::new(size, size.micros(taken * 10)).remaining(), 7 - taken);
        }
    }
}
