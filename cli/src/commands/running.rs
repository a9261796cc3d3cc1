//! What the commands that keep running have in common.

use std::sync::Arc;

use crate::{Failure, banner, compose::Process, signals};

/// Runs until a signal comes, and leaves nothing open.
pub(super) async fn until_signal(process: Process, setup: Option<&str>) -> Result<(), Failure> {
    let shutdown = signals::shutdown()?;
    banner::print(&process, setup);
    let deps = Arc::clone(process.deps());
    let ended = process.run(shutdown).await;
    deps.db.close().await;
    ended
}
