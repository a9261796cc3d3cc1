//! The end of the server, as streams hear of it: they would go on for ever, so they end before the rest drains.

use tokio_util::sync::CancellationToken;

/// The end of the server.
#[derive(Debug, Clone, Default)]
pub struct Closing(CancellationToken);

impl Closing {
    /// Ends every stream.
    pub fn begin(&self) {
        self.0.cancel();
    }

    /// Waits for it.
    pub async fn begun(&self) {
        self.0.cancelled().await;
    }
}
