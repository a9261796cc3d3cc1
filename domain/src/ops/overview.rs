//! Everything that moves, in one look.

use super::{Operations, queues, workers};
use crate::{Context, Result};

/// Queues and workers at this moment.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn operations(cx: &Context) -> Result<Operations> {
    Ok(Operations { queues: queues(cx).await?, workers: workers(cx).await? })
}
