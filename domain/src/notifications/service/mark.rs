//! Marking as read.

use super::read::find;
use crate::{
    Context, Result,
    ids::NotificationId,
    notifications::{Notification, store},
    scope::Scope,
};

/// Marks one as read; what happens after that begins another. Reading it twice changes nothing.
///
/// # Errors
/// `authentication_required`, `not_found`.
pub async fn read(cx: &Context, id: NotificationId) -> Result<Notification> {
    let me = cx.actor.acts(Scope::Write)?;
    find(cx, me, id).await?;
    let tx = cx.begin().await?;
    store::mark_read(cx, &tx, me, id).await?;
    tx.commit().await?;
    find(cx, me, id).await
}

/// Marks everything as read. Tells how many are unread then: what came in this moment.
///
/// # Errors
/// `authentication_required`.
pub async fn read_all(cx: &Context) -> Result<i64> {
    let me = cx.actor.acts(Scope::Write)?;
    let tx = cx.begin().await?;
    store::mark_all_read(cx, &tx, me).await?;
    tx.commit().await?;
    store::unread(cx, me).await
}
