//! One at a time makes an answer that many ask for at once.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::Key;

/// Two that have nothing to do with each other seldom wait for each other.
const LANES: usize = 4096;

/// Who makes what.
pub struct Flights {
    lanes: Box<[Arc<Mutex<()>>]>,
    hasher: RandomState,
}

/// The right to make an answer. Others wait until it is dropped.
pub type Flight = OwnedMutexGuard<()>;

impl Default for Flights {
    fn default() -> Self {
        Self { lanes: (0..LANES).map(|_| Arc::default()).collect(), hasher: RandomState::new() }
    }
}

impl Flights {
    /// Waits until nobody else makes this; tells whether somebody did.
    pub async fn board(&self, key: &Key) -> (Flight, bool) {
        let hash = usize::try_from(self.hasher.hash_one(key) >> 32).unwrap_or_default();
        let lane = &self.lanes[hash % LANES];
        match Arc::clone(lane).try_lock_owned() {
            Ok(flight) => (flight, false),
            Err(_) => (Arc::clone(lane).lock_owned().await, true),
        }
    }
}
