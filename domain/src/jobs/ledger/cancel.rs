//! Calling off what runs: the wish is in the row, the worker that runs the job looks for it.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Context, Result, ids::JobId, platform::Sql};

/// The running jobs of a worker that somebody has called off.
///
/// # Errors
/// The database's.
pub async fn called_off(cx: &Context, worker: &str) -> Result<Vec<JobId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql =
        Sql::new("SELECT id FROM jobs WHERE state = 'running' AND cancel_requested_at IS NOT NULL AND worker = ");
    sql.bind(worker.to_owned());
    Ok(sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(|row| JobId::from_uuid(row.id)).collect())
}
