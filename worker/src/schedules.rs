//! Schedules: every worker process sets off what is due; a row per tick lets one of them win.

use std::{sync::Arc, time::Duration};

use presswork_domain::{Context, ops};
use tokio::time::sleep;

use crate::shared::Shared;

/// The longest sleep, so that a clock that was set is noticed.
const LONGEST: Duration = Duration::from_secs(30);

/// Sets off what is due, for ever.
pub(crate) async fn run(shared: Arc<Shared>) {
    loop {
        let cx = shared.cx();
        match ops::tick(&cx).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "schedules set off jobs"),
            Err(error) => shared.failed(&error),
        }
        sleep(until_next(&cx)).await;
    }
}

/// How long until a schedule ticks.
fn until_next(cx: &Context) -> Duration {
    let next = ops::SCHEDULES.iter().filter_map(|schedule| schedule.next_tick(cx.now).ok()).min();
    let until = next.and_then(|next| (next - cx.deps.clock.now()).to_std().ok());
    until.unwrap_or(LONGEST).min(LONGEST)
}
