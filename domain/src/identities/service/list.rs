//! The identities of a person.

use crate::{
    Context, Result,
    identities::{
        Identity,
        store::{self, IDENTITIES},
    },
    ids::UserId,
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
};

/// The identities of the person asking, the newest first.
///
/// # Errors
/// `session_required` for a token; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Identity>> {
    let owner = cx.actor.user()?.id;
    let request = PageRequest::parse(cx, IDENTITIES, args)?;
    store::page(cx, owner, &request).await
}

/// Removes every identity of a person who is erased. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, owner: UserId) -> Result<u64> {
    store::remove_all(tx, owner).await
}
