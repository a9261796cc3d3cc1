//! What has been read.

use super::{
    inbox::push_live,
    tell::{Id, bare},
};
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

/// Marks everything in the inbox as read that came until now. What is not in it, or may not be told at this moment, is not seen there.
pub(in crate::notifications) async fn mark_all_read(cx: &Context, tx: &Tx, whose: UserId) -> Result<()> {
    let mut sql = Sql::new("UPDATE notifications SET read_at = ");
    sql.bind(cx.now).push(
        " WHERE read_at IS NULL AND id IN (SELECT n.id FROM notifications n LEFT JOIN posts p ON p.id = n.post_id \
         WHERE n.read_at IS NULL AND n.inbox AND n.user_id = ",
    );
    sql.bind(whose.uuid());
    push_live(&mut sql);
    sql.push(")");
    sql.run(&**tx).await?;
    Ok(())
}

/// Ends the gathering of some that are not in the inbox, where nobody can read them, as far as nothing has come behind a place. Tells
/// which.
pub(in crate::notifications) async fn end_unseen(
    cx: &Context,
    tx: &Tx,
    whose: UserId,
    which: &[NotificationId],
    until: i64,
) -> Result<Vec<NotificationId>> {
    let mut sql = Sql::new("UPDATE notifications SET read_at = ");
    sql.bind(cx.now).push(" WHERE read_at IS NULL AND NOT inbox AND user_id = ").bind(whose.uuid());
    sql.push(" AND seq <= ").bind(until).push(" AND id").any_of(cx.deps.db.engine(), bare(which)).push(" RETURNING id");
    Ok(sql.all::<Id>(&**tx).await?.into_iter().map(|row| NotificationId::from_uuid(row.id)).collect())
}
