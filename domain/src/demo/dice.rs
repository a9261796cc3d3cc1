//! Chance that repeats itself: the same numbers for the same seed, on every machine and in every release of the generator.

use chrono::{DateTime, Utc};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};
use uuid::Uuid;

/// Random numbers of one purpose.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// For a seed and a purpose, each of which has numbers of its own.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(purpose);
        Self(rng)
    }

    /// From 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a double holds exactly")]
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From 0 to below `n`.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "far below 53 bits, and not negative"
    )]
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True so often out of a hundred.
    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// From 0 to below `n`, the first far more often than the last: the place n of a list comes with a weight of 1/n.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "far below 53 bits, and not negative"
    )]
    pub(super) fn favourite(&mut self, n: usize) -> usize {
        let place = ((n as f64 + 1.0).ln() * self.unit()).exp();
        (place as usize).saturating_sub(1).min(n.saturating_sub(1))
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// An id of that time (RFC 9562, section 5.7).
    pub(super) fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        self.0.fill_bytes(&mut random);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_same_seed_rolls_the_same_and_another_purpose_something_else() {
        let roll = |seed, purpose| {
            let mut dice = Dice::new(seed, purpose);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(roll(1, 1), roll(1, 1));
        assert_ne!(roll(1, 1), roll(1, 2));
        assert_ne!(roll(1, 1), roll(2, 1));
    }

    #[test]
    fn favourites_come_first() {
        let mut dice = Dice::new(1, 1);
        let places: Vec<_> = (0..10_000).map(|_| dice.favourite(1000)).collect();
        assert!(places.iter().all(|place| *place < 1000));
        let first = places.iter().filter(|place| **place == 0).count();
        assert!((800..1200).contains(&first), "{first}");
    }
}
