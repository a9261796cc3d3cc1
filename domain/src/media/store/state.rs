//! Where a medium stands, and what it shows.

use chrono::TimeDelta;

use super::row::row;
use crate::{
    Context, Result,
    ids::{BlobId, MediaId},
    platform::{Sql, Tx},
};

/// How long a job may take that is tried again and again.
const PROCESSING: TimeDelta = TimeDelta::days(30);

pub(in crate::media) async fn begin_processing(cx: &Context, tx: &Tx, id: MediaId) -> Result<()> {
    let mut sql = Sql::new("UPDATE media SET state = 'processing', version = version + 1, updated_at = ");
    sql.bind(cx.now).push(", expires_at = ").bind(cx.now + PROCESSING);
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&[row(id)])).await?;
    Ok(())
}

/// Makes a medium show a blob, or nothing for a reason; false when it is gone or was settled already.
pub(in crate::media) async fn settle(
    cx: &Context,
    tx: &Tx,
    id: MediaId,
    outcome: Result<BlobId, &'static str>,
) -> Result<bool> {
    let now = cx.deps.clock.now();
    let mut sql = Sql::new("UPDATE media SET version = version + 1, updated_at = ");
    sql.bind(now);
    match outcome {
        Ok(blob) => sql.push(", state = 'ready', blob_id = ").bind(blob.uuid()),
        Err(reason) => sql.push(", state = 'refused', expires_at = ").bind(now).push(", reason = ").bind(reason),
    };
    sql.push(" WHERE state = 'processing' AND id = ").bind(id.uuid());
    Ok(sql.run(&tx.at(&[row(id)])).await? == 1)
}

pub(in crate::media) async fn describe(cx: &Context, tx: &Tx, id: MediaId, alt_text: Option<String>) -> Result<()> {
    let mut sql = Sql::new("UPDATE media SET version = version + 1, updated_at = ");
    sql.bind(cx.now).push(", alt_text = ").bind(alt_text).push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&[row(id)])).await?;
    Ok(())
}
