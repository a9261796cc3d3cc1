//! What tests decide instead of the machine: the time and randomness.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use presswork_domain::platform::{
    clock::{Clock, ShiftedClock},
    entropy::Entropy,
};
use rand::{Rng, SeedableRng, rngs::StdRng};

/// When a standing clock begins: 2026-01-01T00:00:00Z, in microseconds since 1970.
const BEGINNING: i64 = 1_767_225_600_000_000;

/// The clock of an app.
pub enum TestClock {
    /// The machine's, which tests can move on.
    Running(ShiftedClock),
    /// One that only tests move.
    Standing(AtomicI64),
}

impl TestClock {
    /// The machine's clock.
    pub fn running() -> Arc<Self> {
        Arc::new(Self::Running(ShiftedClock::default()))
    }

    /// A clock that stands at a fixed time.
    pub fn standing() -> Arc<Self> {
        Arc::new(Self::Standing(AtomicI64::new(BEGINNING)))
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        match self {
            Self::Running(clock) => clock.advance(by),
            Self::Standing(micros) => {
                micros.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::SeqCst);
            }
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Running(clock) => clock.now(),
            Self::Standing(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).expect("a time that exists")
            }
        }
    }
}

/// Randomness that is the same for the same seed.
pub struct SeededEntropy(Mutex<StdRng>);

impl SeededEntropy {
    /// Begins at this seed.
    pub fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// Begins anew at this seed.
    pub fn reseed(&self, seed: u64) {
        *self.0.lock().expect("no panic while it is locked") = StdRng::seed_from_u64(seed);
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().expect("no panic while it is locked").fill_bytes(buffer);
    }
}
