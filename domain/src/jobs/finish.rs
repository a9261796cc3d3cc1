//! Ending a run in the transaction of its effect.

use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use super::{
    Job, Run, Terms,
    enqueue::{Along, CHUNK, enqueue_many},
    insert::Written,
    tell,
};
use crate::{
    Error, Result,
    platform::{Sql, Tx, db::Engine},
};

impl Run {
    /// Marks the job as succeeded in the transaction of its effect. When another run has taken over, nothing may become
    /// true: the error makes the caller drop the transaction.
    ///
    /// # Errors
    /// `stale_version` when this run has lost its claim.
    pub async fn finish(&self, tx: &Tx, result: &(impl Serialize + Sync)) -> Result<()> {
        if self.finishing(result)?.run(&**tx).await? == 0 {
            return Err(Error::Stale { what: "job" });
        }
        self.has_finished(tx);
        Ok(())
    }

    /// The same, and enqueues jobs of another kind that are due at once: on PostgreSQL in one statement. Those whose unique key is
    /// taken are passed over.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub async fn finish_with<J: Job>(&self, tx: &mut Tx, result: &(impl Serialize + Sync), jobs: &[J]) -> Result<()> {
        let cx = &self.cx;
        if cx.deps.db.engine() == Engine::Sqlite || jobs.is_empty() || jobs.len() > CHUNK {
            enqueue_many(cx, tx, jobs, &Terms::now()).await?;
            return self.finish(tx, result).await;
        }
        let mut ended = self.finishing(result)?;
        ended.push(" RETURNING id");
        let (along, writing) = Along::of(cx, jobs)?;
        let mut sql = Sql::parts([ended, writing]);
        sql.push(" SELECT w1.id, w1.group_key, w1.held FROM w0 LEFT JOIN w1 ON TRUE");
        let rows = sql.all::<Row>(&**tx).await?;
        if rows.is_empty() {
            return Err(Error::Stale { what: "job" });
        }
        let written: Vec<Written> = rows.into_iter().filter_map(Row::written).collect();
        along.written(cx, tx, &written);
        self.has_finished(tx);
        Ok(())
    }

    fn finishing(&self, result: &(impl Serialize + Sync)) -> Result<Sql> {
        let result = serde_json::to_value(result).map_err(Error::internal)?;
        let mut sql =
            Sql::new("UPDATE jobs SET state = 'succeeded', lease_until = NULL, last_error = NULL, finished_at = ");
        sql.bind(self.cx.deps.clock.now()).push(", result = ").bind(result);
        self.fence(&mut sql);
        Ok(sql)
    }

    fn has_finished(&self, tx: &Tx) {
        tx.tell_after_commit(tell::signal(self.job.id));
        self.mark_finished();
    }
}

/// One of the jobs that were written with the end of a run, or nothing where none was.
#[derive(FromQueryResult)]
struct Row {
    id: Option<Uuid>,
    group_key: Option<String>,
    held: Option<bool>,
}

impl Row {
    fn written(self) -> Option<Written> {
        Some(Written { id: self.id?, group_key: self.group_key, held: self.held? })
    }
}
