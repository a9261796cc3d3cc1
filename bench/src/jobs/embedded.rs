//! The embedded installation: SQLite, and worker and clients in one process, which is this one.

use std::sync::Arc;

use presswork_worker::{Options, Runtime};
use tokio::sync::mpsc;

use super::{
    drain, enqueue,
    kinds::{self, Noop},
    pickup::{Started, waits},
    place::Place,
    sizes::Sizes,
    step,
};
use crate::{
    Result,
    figures::percentile,
    report::{Goal, Report},
};

/// Everything that is measured there.
pub(crate) async fn measure(place: &Place, sizes: &Sizes, report: &mut Report) -> Result<()> {
    step("embedded");
    report.measured_at(place.deps.clock.now().format("%Y-%m-%d %H:%M UTC").to_string());
    report.section("Embedded: SQLite, one process");
    let rate = enqueue::one_by_one::<Noop>(place, sizes.connections, sizes.enqueuing).await?;
    report.figure("enqueued one by one", rate, "/s", "", Goal::None);
    place.empty().await?;
    let jobs = sizes.drained / 2;
    let rate = enqueue::in_bulk::<Noop>(&place.deps, jobs, 5_000, 1).await?;
    report.figure("enqueued in bulk", rate, "/s", "", Goal::None);
    let (tell, mut started) = mpsc::unbounded_channel();
    let registry = kinds::registry(move |number, at| {
        // The measurement may be over.
        let _ = tell.send(Started { number, at });
    });
    let options = Options::from_settings(&place.deps.settings);
    let worker = Runtime::start_with(Arc::clone(&place.deps), registry, options);
    let drained = drain::drained(place, jobs).await;
    let picked_up = waits(place, sizes, &mut started).await;
    worker.stop().await;
    report.figure("drained", drained?, "/s", "", Goal::None);
    let waits = picked_up?;
    report.figure("pick-up when idle, p50", percentile(&waits, 50), " ms", "", Goal::Under(3.0));
    report.figure("pick-up when idle, p99", percentile(&waits, 99), " ms", "", Goal::Under(15.0));
    Ok(())
}
