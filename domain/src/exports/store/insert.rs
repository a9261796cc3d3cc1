//! Exports that are asked for, and how many there are.

use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    exports::ExportKind,
    ids::{ExportId, JobId, UserId},
    jobs::UNFINISHED,
    platform::{Sql, Tx},
};

/// How many of a person are pending or kept, and how many of them are pending and of this kind.
pub(in crate::exports) async fn counts(cx: &Context, tx: &Tx, person: UserId, kind: ExportKind) -> Result<(i64, i64)> {
    #[derive(FromQueryResult)]
    struct Counts {
        kept: i64,
        same: i64,
    }
    let runs = format!("EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.job_id AND j.state IN {UNFINISHED})");
    let mut sql = Sql::new(&format!("SELECT COUNT(*) AS kept, COUNT(CASE WHEN {runs} AND e.kind = "));
    sql.bind(kind.as_str()).push(" THEN 1 END) AS same FROM exports e WHERE e.deleted_at IS NULL AND e.user_id = ");
    sql.bind(person.uuid()).push(&format!(" AND ({runs} OR e.expires_at > ")).bind(cx.now).push(")");
    Ok(sql.one::<Counts>(&**tx).await?.map_or((0, 0), |counts| (counts.kept, counts.same)))
}

pub(in crate::exports) async fn insert(
    cx: &Context,
    tx: &Tx,
    (id, kind): (ExportId, ExportKind),
    person: UserId,
    job: JobId,
) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO exports (id, user_id, kind, job_id, created_at) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(person.uuid()).push(", ").bind(kind.as_str()).push(", ").bind(job.uuid());
    sql.push(", ").bind(cx.now).push(")");
    sql.run(&**tx).await?;
    Ok(())
}
