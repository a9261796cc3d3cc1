//! Pots within one process: for the embedded installation, and for while Redis is away.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Budgets, Change, Level, Payer, Pot};

/// So many pots are kept; a few megabytes. Beyond it those that are full are forgotten, which changes nothing, and then those
/// that are full soonest.
const MOST: usize = 50_000;

/// Pots in memory: the moment at which each is full, in microseconds.
#[derive(Debug, Default)]
pub struct InProcessBudgets(Mutex<HashMap<Payer, i64>>);

#[async_trait]
impl Budgets for InProcessBudgets {
    async fn change(&self, pot: &Pot, change: Change, now: DateTime<Utc>) -> Result<Level, Level> {
        let now = now.timestamp_micros();
        let mut pots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = pots.get(&pot.of).map_or(now, |full| (*full).max(now));
        let moved = full.saturating_add(change.delay(pot.size)).max(now);
        if change.may_be_refused() && moved > full && moved - now > pot.size.window_micros() {
            return Err(Level::new(pot.size, full - now));
        }
        if moved == now {
            pots.remove(&pot.of);
        } else {
            make_room(&mut pots, now);
            pots.insert(pot.of, moved);
        }
        Ok(Level::new(pot.size, moved - now))
    }
}

fn make_room(pots: &mut HashMap<Payer, i64>, now: i64) {
    if pots.len() < MOST {
        return;
    }
    pots.retain(|_, full| *full > now);
    if pots.len() >= MOST {
        let mut moments: Vec<i64> = pots.values().copied().collect();
        let (_, middle, _) = moments.select_nth_unstable(MOST / 2);
        let middle = *middle;
        pots.retain(|_, full| *full > middle);
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use chrono::TimeDelta;

    use super::{super::Size, *};

    #[tokio::test]
    async fn it_keeps_the_promises_of_pots() {
        super::super::tests::a_pot_is_emptied_and_fills_up_again(&InProcessBudgets::default()).await;
    }

    #[tokio::test]
    async fn a_million_callers_do_not_fill_the_memory() {
        let (budgets, now) = (InProcessBudgets::default(), DateTime::UNIX_EPOCH);
        let size = Size { points: 100, window: std::time::Duration::from_mins(1) };
        for n in 0..120_000_u32 {
            let pot = Pot { of: Payer::Address(Some(IpAddr::V4(n.into()))), size };
            let _ = budgets.change(&pot, Change::Take(10), now + TimeDelta::microseconds(n.into())).await;
        }
        assert!(budgets.0.lock().unwrap().len() <= MOST);
    }
}
