//! What the commands that keep running have in common.

use std::sync::Arc;

use crate::{Failure, banner, compose::Process, signals};

/// Runs until a signal comes, and leaves nothing open.
pub(super) async fn until_signal(process: Process) -> Result<(), Failure> {
    let shutdown = signals::shutdown()?;
    banner::print(&process);
    let deps = Arc::clone(process.deps());
    let ended = process.run(shutdown).await;
    deps.db.close().await;
    ended
}
