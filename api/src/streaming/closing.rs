//! The end of the server, in two steps: first whoever sends requests here is told to send them elsewhere, then streams, which
//! would go on for ever, end, so that the rest can drain.

use tokio_util::sync::CancellationToken;

/// The end of the server.
#[derive(Debug, Clone, Default)]
pub struct Closing {
    leaving: CancellationToken,
    ending: CancellationToken,
}

impl Closing {
    /// Says that nothing new should come: `/readyz` refuses and answers ask for the end of their connections.
    pub fn announce(&self) {
        self.leaving.cancel();
    }

    /// Whether nothing new should come.
    pub fn is_announced(&self) -> bool {
        self.leaving.is_cancelled()
    }

    /// Ends every stream.
    pub fn begin(&self) {
        self.ending.cancel();
    }

    /// Waits for it.
    pub async fn begun(&self) {
        self.ending.cancelled().await;
    }
}
