//! What the rules know about sending mail.

use async_trait::async_trait;

use super::Mail;
use crate::error::Result;

/// Hands mail over to whoever delivers it.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one mail over. Sending the same mail again is harmless, so a job may simply be repeated.
    ///
    /// # Errors
    /// `Invalid` when the mail can't be put into a message, `Conflict` (`mail_refused`) when the receiving side refused it
    /// for good, `Unavailable` when it is worth another try.
    async fn send(&self, mail: &Mail) -> Result<()>;
}
