//! Removing media. Their files are collected.

use chrono::TimeDelta;

use super::{blobs, row::row};
use crate::{
    Context, Result,
    ids::{MediaId, UserId},
    platform::{Sql, Tx, freshness::Mark},
};

/// How long a medium is kept that was never sent, was refused, or whose job never ended, so that its owner can see that.
const KEPT: TimeDelta = TimeDelta::days(7);

pub(in crate::media) async fn delete(cx: &Context, tx: &Tx, id: MediaId) -> Result<()> {
    remove(cx, tx, &[row(id)], |sql| {
        sql.push("id = ").bind(id.uuid());
    })
    .await
    .map(|_| ())
}

/// Removes all media of a person who is erased; their files are collected. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(cx: &Context, tx: &Tx, owner: UserId) -> Result<u64> {
    remove(cx, tx, &[], |sql| {
        sql.push("owner_id = ").bind(owner.uuid());
    })
    .await
}

/// Removes media that never became ready, once their owners have had time to see why. Tells how many, at most `most`.
pub(in crate::media) async fn remove_stale(cx: &Context, tx: &Tx, most: u32) -> Result<u64> {
    remove(cx, tx, &[], |sql| {
        sql.push("id IN (SELECT id FROM media WHERE state <> 'ready' AND expires_at < ").bind(cx.now - KEPT);
        sql.push(&format!(" LIMIT {most})"));
    })
    .await
}

/// The rows are those that are removed, where they are known before.
async fn remove(cx: &Context, tx: &Tx, rows: &[Mark], which: impl Fn(&mut Sql)) -> Result<u64> {
    let mut sql = Sql::new("UPDATE media_blobs SET loose_at = ");
    sql.bind(cx.now)
        .push(" WHERE loose_at IS NULL AND id IN (SELECT blob_id FROM media WHERE blob_id IS NOT NULL AND ");
    which(&mut sql);
    sql.push(")");
    sql.run(&tx.at(&blobs::unshown())).await?;
    let mut sql = Sql::new("DELETE FROM media WHERE ");
    which(&mut sql);
    Ok(sql.run(&tx.at(rows)).await?)
}
