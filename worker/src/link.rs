//! Whether the queue answers. A queue that hangs gives no error for many seconds, so a ping of its own finds out, and
//! workers that wait for the queue turn to the ledger meanwhile.

use std::sync::Arc;

use tokio::{sync::watch, time::sleep};

use crate::shared::{AGAIN, Shared};

/// Whether the queue answers.
#[derive(Debug)]
pub(crate) struct Link {
    up: watch::Sender<bool>,
}

impl Default for Link {
    fn default() -> Self {
        Self { up: watch::Sender::new(true) }
    }
}

impl Link {
    pub(crate) fn is_up(&self) -> bool {
        *self.up.borrow()
    }

    /// Waits until the queue is away.
    pub(crate) async fn lost(&self) {
        // The sender is this very value, so the channel can't be closed.
        let _ = self.up.subscribe().wait_for(|up| !up).await;
    }

    /// Remembers that the queue is away, until a ping tells otherwise.
    pub(crate) fn set(&self, up: bool) {
        self.up.send_if_modified(|was| std::mem::replace(was, up) != up);
    }
}

/// Pings the queue, for ever.
pub(crate) async fn watch(shared: Arc<Shared>) {
    loop {
        sleep(AGAIN).await;
        shared.link.set(shared.deps.queue.ping().await.is_ok());
    }
}
