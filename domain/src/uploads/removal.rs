//! Files that are not needed any more.

use super::pieces;
use crate::{Context, Result};

/// Removes files now. What can't be removed now is found by the collector, so a failure is not the caller's.
pub(crate) async fn discard(cx: &Context, keys: &[String]) {
    if let Err(error) = removed(cx, keys).await {
        tracing::warn!(%error, files = keys.len(), "files could not be removed now; the collector will");
    }
}

/// Removes files from the store, and then from the list.
pub(crate) async fn removed(cx: &Context, keys: &[String]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    for key in keys {
        cx.deps.store.remove(key).await?;
    }
    let tx = cx.begin_apart().await?;
    pieces::strike(&tx, keys).await?;
    tx.commit().await
}
