//! What has been read.

use crate::{
    Context, Result,
    ids::{NotificationId, UserId},
    platform::{Sql, Tx},
};

/// Marks one as read; one that is stays so.
pub(in crate::notifications) async fn mark_read(
    cx: &Context,
    tx: &Tx,
    whose: UserId,
    id: NotificationId,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE notifications SET read_at = ");
    sql.bind(cx.now).push(" WHERE read_at IS NULL AND user_id = ").bind(whose.uuid());
    sql.push(" AND id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Marks everything as read that came until now.
pub(in crate::notifications) async fn mark_all_read(cx: &Context, tx: &Tx, whose: UserId) -> Result<()> {
    let mut sql = Sql::new("UPDATE notifications SET read_at = ");
    sql.bind(cx.now).push(" WHERE read_at IS NULL AND user_id = ").bind(whose.uuid());
    sql.run(&**tx).await?;
    Ok(())
}
