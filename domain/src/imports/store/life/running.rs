//! Which import jobs are busy with.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::{ImportId, JobId},
    jobs::UNFINISHED,
    platform::{Sql, Tx, db::Engine},
};

/// Lets one at a time decide which import is carried out. On SQLite there is one writer anyway.
pub(in crate::imports) async fn lock(cx: &Context, tx: &Tx) -> Result<()> {
    if cx.deps.db.engine() == Engine::Postgres {
        tx.execute_unprepared("LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

/// The import that jobs are busy with.
pub(in crate::imports) async fn running(tx: &Tx) -> Result<Option<ImportId>> {
    #[derive(FromQueryResult)]
    struct Busy {
        id: Uuid,
    }
    let runs =
        |column: &str| format!("EXISTS (SELECT 1 FROM jobs j WHERE j.id = i.{column} AND j.state IN {UNFINISHED})");
    let sql =
        Sql::new(&format!("SELECT i.id FROM imports i WHERE {} OR {} LIMIT 1", runs("job_id"), runs("media_job_id")));
    Ok(sql.one::<Busy>(&**tx).await?.map(|busy| ImportId::from_uuid(busy.id)))
}

/// An import whose jobs a job has to wait for: one that runs, or that was asked for later. Nobody but who retries a job has it wait.
pub(in crate::imports) async fn ahead_of(cx: &Context, job: JobId) -> Result<Option<ImportId>> {
    #[derive(FromQueryResult)]
    struct Busy {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT i.id FROM imports i WHERE EXISTS (SELECT 1 FROM jobs j WHERE j.id <> ");
    sql.bind(job.uuid())
        .push(" AND (j.id = i.job_id OR j.id = i.media_job_id) AND (j.state IN ('running', 'waiting') OR (");
    sql.push(&format!("j.state IN {UNFINISHED} AND j.id > ")).bind(job.uuid()).push("))) LIMIT 1");
    Ok(sql.one::<Busy>(cx.deps.db.reader()).await?.map(|busy| ImportId::from_uuid(busy.id)))
}
