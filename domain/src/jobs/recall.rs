//! Taking back what was enqueued for later: the one who enqueued it knows better now.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    Change, Job,
    model::{NOT_BEGUN, UNFINISHED},
    tell,
};
use crate::{
    Context, Result,
    ids::JobId,
    platform::{Sql, Tx},
};

/// Cancels the job of this unique key if it has not begun. One that runs has to see for itself that it is not wanted any
/// more.
///
/// # Errors
/// The database's.
pub async fn recall<J: Job>(cx: &Context, tx: &Tx, job: &J) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("UPDATE jobs SET state = 'cancelled', finished_at = ");
    sql.bind(cx.now).push(", cancel_requested_at = ").bind(cx.now).push(" WHERE unique_key IS NOT NULL AND kind = ");
    sql.bind(J::KIND).push(" AND unique_key = ").bind(job.unique_key());
    sql.push(&format!(" AND state IN {UNFINISHED} AND state IN {NOT_BEGUN} RETURNING id"));
    for row in sql.all::<Row>(&**tx).await? {
        tx.tell_after_commit(tell::signal(JobId::from_uuid(row.id)));
    }
    Ok(())
}

/// Calls off a job without children, in the transaction of what makes it needless. One that runs is asked to stop.
///
/// # Errors
/// The database's.
pub async fn call_off(cx: &Context, tx: &Tx, job: JobId) -> Result<()> {
    let mut sql = Change::Cancel.update(cx);
    sql.push(" WHERE id = ").bind(job.uuid()).push(" AND state IN ").push(UNFINISHED);
    sql.run(&**tx).await?;
    tx.tell_after_commit(tell::signal(job));
    Ok(())
}
