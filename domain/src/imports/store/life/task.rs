//! The tasks of an import: which it has, and that it is done.

use crate::{
    Context, Result,
    ids::{ImportId, JobId},
    imports::{
        ImportTask,
        store::remote::{forget_pictures, remember_pictures},
    },
    platform::{Sql, Tx},
};

/// Gives an import a task, and the job that does it.
pub(in crate::imports) async fn begin_task(
    cx: &Context,
    tx: &Tx,
    id: ImportId,
    task: ImportTask,
    job: JobId,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE imports SET report = NULL, reached = NULL, reason = NULL, task = ");
    sql.bind(task.as_str()).push(", job_id = ").bind(job.uuid());
    sql.push(match task {
        ImportTask::Plan => ", planned_at = NULL",
        ImportTask::Apply => ", finished_at = NULL, undone_at = NULL",
        ImportTask::Undo => "",
    });
    sql.push(", expires_at = CASE WHEN expires_at IS NOT NULL THEN ").bind(cx.now + cx.settings().imports.kept);
    sql.push(" END WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    let mut sql = Sql::new("DELETE FROM import_findings WHERE import_id = ");
    sql.bind(id.uuid());
    sql.run(&**tx).await?;
    if task == ImportTask::Undo {
        remember_pictures(tx, id).await?;
    }
    forget_pictures(tx, id, task).await
}

pub(in crate::imports) async fn planned(cx: &Context, tx: &Tx, import: ImportId) -> Result<()> {
    set(cx, tx, import, "planned_at", ImportTask::Plan).await
}

pub(in crate::imports) async fn finish(cx: &Context, tx: &Tx, import: ImportId) -> Result<()> {
    set(cx, tx, import, "finished_at", ImportTask::Apply).await
}

pub(in crate::imports) async fn undone(cx: &Context, tx: &Tx, import: ImportId) -> Result<()> {
    set(cx, tx, import, "undone_at", ImportTask::Undo).await
}

async fn set(cx: &Context, tx: &Tx, import: ImportId, column: &str, task: ImportTask) -> Result<()> {
    let mut sql = Sql::new(&format!("UPDATE imports SET reached = NULL, reason = NULL, {column} = "));
    sql.bind(cx.deps.clock.now()).push(", task = ").bind(task.as_str());
    sql.push(" WHERE id = ").bind(import.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Says which archive it is, and where its pictures come from unless that was said before.
pub(in crate::imports) async fn identify(tx: &Tx, import: ImportId, sha256: &str, origin: Option<&str>) -> Result<()> {
    let mut sql = Sql::new("UPDATE imports SET sha256 = ");
    sql.bind(sha256).push(", origin = COALESCE(origin, ").bind(origin.map(str::to_owned));
    sql.push(") WHERE id = ").bind(import.uuid());
    sql.run(&**tx).await?;
    Ok(())
}
