//! Looking at suppressions, and lifting them.

use super::{
    Suppression, policy,
    store::{self, SUPPRESSIONS},
};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    ids::{SuppressionId, UserId},
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
};

/// The addresses to which no mail goes that need not, the last first.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Suppression>> {
    policy::require_keeper(&cx.actor)?;
    let request = PageRequest::parse(cx, SUPPRESSIONS, args)?;
    store::page(cx, &request).await
}

/// Lets mail go to an address again.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn lift(cx: &Context, id: SuppressionId) -> Result<()> {
    policy::require_keeper(&cx.actor)?;
    let mut tx = cx.begin().await?;
    if !store::remove(&tx, id).await? {
        return Err(Error::not_found("suppression"));
    }
    audit::record(cx, &mut tx, Entry::done("suppression.lifted").on(id));
    tx.commit().await
}

/// Forgets that an account's address is suppressed, while the account still has it.
pub(crate) async fn forget(tx: &Tx, account: UserId) -> Result<u64> {
    store::forget(tx, account).await
}
