//! How long a job waits for a worker: from right before its commit to the start of its handler, so the commit counts in.

use chrono::{DateTime, Utc};
use presswork_domain::jobs;
use tokio::{
    sync::mpsc,
    time::{Duration, sleep, timeout},
};

use super::{kinds::Stamp, millis, place::Place, sizes::Sizes};
use crate::Result;

/// How long to wait for the last one.
const PATIENCE: Duration = Duration::from_secs(30);

/// A stamp has begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Started {
    pub number: u64,
    pub at: DateTime<Utc>,
}

/// Enqueues one job after the other and tells how many milliseconds each waited.
pub(crate) async fn waits(
    place: &Place,
    sizes: &Sizes,
    started: &mut mpsc::UnboundedReceiver<Started>,
) -> Result<Vec<f64>> {
    let mut committed = Vec::new();
    // The first few open connections.
    for number in 0..sizes.pickups + 5 {
        let cx = place.cx();
        let mut tx = cx.begin().await?;
        jobs::enqueue(&cx, &mut tx, &Stamp { number }).await?;
        committed.push(place.deps.clock.now());
        tx.commit().await?;
        // Not in step with anything that happens every so many milliseconds.
        sleep(sizes.pause + Duration::from_micros(number * 7919 % 5000)).await;
    }
    let mut waits = Vec::new();
    for _ in &committed {
        let Started { number, at } =
            timeout(PATIENCE, started.recv()).await.map_err(|_| "a job did not begin")?.ok_or("the worker is gone")?;
        if number >= 5 {
            let committed = committed.get(usize::try_from(number)?).ok_or("an unknown stamp")?;
            waits.push(millis(*committed, at));
        }
    }
    Ok(waits)
}
