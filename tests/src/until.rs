//! Waiting for what another process or task does.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long to wait at most, and between two looks.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(20);

/// Looks until there is something.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let give_up = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < give_up, "waited too long: {what}");
        sleep(PAUSE).await;
    }
}
