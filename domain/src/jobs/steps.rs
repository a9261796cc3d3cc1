//! Resumable steps: what a run has finished stays finished, whatever becomes of the run.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{JobStep, Run, store};
use crate::{
    Error, Result,
    platform::{Sql, Tx},
};

impl Run {
    /// Does a part of the work unless an earlier attempt has finished it; then its result is that of then. The name is
    /// stable and unique within the job. A run that dies after the work and before the record does the work again, so work
    /// whose effect is in the database records itself by [`Run::finish_step`] instead.
    ///
    /// # Errors
    /// Those of the work; `stale_version` when this run has lost its claim; `job_cancelled` when the job was called off.
    pub async fn step<T, F>(&self, name: &str, work: impl FnOnce() -> F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Sync,
        F: Future<Output = Result<T>>,
    {
        self.check_cancelled()?;
        if let Some(result) = self.step_result(name).await? {
            return Ok(result);
        }
        let result = work().await?;
        let tx = self.cx.begin().await?;
        self.finish_step(&tx, name, &result).await?;
        tx.commit().await?;
        Ok(result)
    }

    /// The result of a step, when an earlier attempt has finished it.
    ///
    /// # Errors
    /// `internal` when the record does not fit the type any more; the database's.
    pub async fn step_result<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let found = self.earlier_steps().await?.get(name);
        found.map(|result| T::deserialize(result).map_err(Error::internal)).transpose()
    }

    /// Records a step in the transaction of its effect.
    ///
    /// # Errors
    /// `stale_version` when this run has lost its claim: nothing may become true then.
    pub async fn finish_step(&self, tx: &Tx, name: &str, result: &(impl Serialize + Sync)) -> Result<()> {
        let result = serde_json::to_value(result).map_err(Error::internal)?;
        let mut sql = Sql::new("INSERT INTO job_steps (job_id, name, result, finished_at) SELECT id, ");
        sql.bind(name.to_owned()).push(", ").bind(result).push(", ").bind(self.cx.deps.clock.now());
        sql.push(" FROM jobs");
        self.fence(&mut sql);
        sql.push(" ON CONFLICT (job_id, name) DO UPDATE SET result = excluded.result");
        if sql.run(&**tx).await? == 0 {
            return Err(Error::Stale { what: "job" });
        }
        Ok(())
    }

    /// What earlier attempts have finished, read once in a run.
    async fn earlier_steps(&self) -> Result<&HashMap<String, Value>> {
        let read = async || {
            let steps = store::steps(&self.cx, self.job.id).await?;
            Ok(steps.into_iter().map(|step| (step.name, step.result)).collect())
        };
        self.steps.get_or_try_init(read).await
    }
}

/// A row of `job_steps`.
#[derive(FromQueryResult)]
pub(super) struct Row {
    name: String,
    result: Value,
    finished_at: chrono::DateTime<chrono::Utc>,
}

impl From<Row> for JobStep {
    fn from(row: Row) -> Self {
        Self { name: row.name, result: row.result, finished_at: row.finished_at }
    }
}
