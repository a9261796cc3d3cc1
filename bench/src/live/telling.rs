//! What connections hear, how often, and how soon.

use std::collections::HashMap;

use tokio::time::{Duration, Instant};

use super::audience::{Audience, Hall, Heard};
use crate::Result;

/// How long to wait for the next that anyone hears.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait for what should not come.
const NOTHING_MORE: Duration = Duration::from_secs(3);

/// What was heard.
#[derive(Default)]
pub(crate) struct Told {
    /// From the request to comment until it is heard by a connection to the process that was asked, in milliseconds.
    pub same: Vec<f64>,
    /// The same by a connection to the other.
    pub other: Vec<f64>,
    /// How long it took until the last of those at once was heard by the last, in seconds.
    pub burst: f64,
    /// How many comments each connection should have heard, over all.
    pub expected: usize,
    /// How many of these were heard.
    pub heard: usize,
    pub missing: usize,
    /// Heard by one that had heard it before.
    pub doubled: usize,
}

/// Who has heard what.
#[derive(Default)]
struct Ledger {
    heard: HashMap<String, HashMap<usize, Instant>>,
    doubled: usize,
}

impl Ledger {
    fn enter(&mut self, heard: Heard) {
        let before = self.heard.entry(heard.comment).or_default().insert(heard.reader, heard.at);
        self.doubled += usize::from(before.is_some());
    }

    fn of(&self, comment: &str) -> usize {
        self.heard.get(comment).map_or(0, HashMap::len)
    }

    /// Waits until all have heard a comment.
    async fn complete(&mut self, comment: &str, audience: &mut Audience) -> Result<()> {
        while self.of(comment) < audience.size() {
            match audience.hear(PATIENCE).await? {
                Some(heard) => self.enter(heard),
                None => return Ok(()),
            }
        }
        Ok(())
    }
}

/// Comments so often, one after the other, each once the last was heard; then as often without waiting.
pub(crate) async fn tell(events: usize, hall: &Hall<'_>, audience: &mut Audience) -> Result<Told> {
    let (mut ledger, mut told, mut all) = (Ledger::default(), Told::default(), Vec::new());
    for n in 0..events {
        let (api, began) = (n % hall.bases.len(), Instant::now());
        let comment = hall.comment(api).await?;
        ledger.complete(&comment, audience).await?;
        for (reader, at) in ledger.heard.get(&comment).into_iter().flatten() {
            let through = if hall.api_of(*reader) == api { &mut told.same } else { &mut told.other };
            through.push(1000.0 * at.duration_since(began).as_secs_f64());
        }
        all.push(comment);
    }
    let began = Instant::now();
    for n in 0..events {
        all.push(hall.comment(n % hall.bases.len()).await?);
    }
    for comment in &all {
        ledger.complete(comment, audience).await?;
    }
    let last = all.iter().filter_map(|comment| ledger.heard.get(comment)?.values().max()).max();
    told.burst = last.map_or(f64::NAN, |last| last.duration_since(began).as_secs_f64());
    while let Some(heard) = audience.hear(NOTHING_MORE).await? {
        ledger.enter(heard);
    }
    told.expected = all.len() * audience.size();
    told.heard = all.iter().map(|comment| ledger.of(comment)).sum();
    told.missing = told.expected - told.heard;
    told.doubled = ledger.doubled;
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_hears_twice_is_counted() {
        let mut ledger = Ledger::default();
        for reader in [1, 2, 1] {
            ledger.enter(Heard { reader, comment: "c".to_owned(), at: Instant::now() });
        }
        assert_eq!((ledger.of("c"), ledger.of("d"), ledger.doubled), (2, 0, 1));
    }
}
