//! Forgetting what posts were.

use crate::{Result, ids::UserId, imports::store, platform::Tx};

/// Forgets what posts of somebody were before imports have changed them, which can't be put back then. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    store::forget_former(tx, user).await
}
