//! The statements that claim and complete a batch.

use std::{sync::Arc, time::Duration};

use presswork_domain::{
    jobs::{
        QueueName,
        ledger::{self, Completion},
    },
    platform::{db::record_statements, queue::Wake},
};
use sea_orm::Value as Bound;
use serde_json::Value;

use super::script;
use crate::{
    Result,
    jobs::{drain, place::Place, sizes::Sizes},
    pgbench,
};

/// Jobs of one batch: as many as a busy worker takes.
const BATCH: usize = 256;
/// Connections: more of them made it no faster on two cores.
const CLIENTS: usize = 2;

const WORKER: &str = "worker_of_pgbench_with_a_long_name";

/// Claiming and completing a batch, for pgbench.
pub(crate) struct Draining {
    script: String,
}

impl Draining {
    /// Records what the engine does.
    pub(crate) async fn prepare(place: &Place) -> Result<Self> {
        drain::fill(place, 2).await?;
        let (cx, worker): (_, Arc<str>) = (place.cx(), WORKER.into());
        let queued = place.deps.queue.wait(QueueName::Standard, 2, Duration::from_secs(5)).await?;
        let Wake::Ids(ids) = queued else { return Err("Redis gave no ids".into()) };
        let work = async {
            let claimed = ledger::claim_ids(&cx, &worker, &ids, Duration::from_secs(30)).await?;
            let ended: Vec<_> =
                claimed.into_iter().map(|job| Completion { job, result: Value::Null, note: None }).collect();
            ledger::succeed_all(&cx, &ended).await
        };
        let (written, recorded) = Box::pin(record_statements(work)).await;
        if written? != 2 {
            return Err("the engine did not complete what it was to".into());
        }
        let mut script = format!("\\set n :client_id + {CLIENTS} * :i\n\\set i :i + 1\n");
        for recorded in &recorded {
            script += &script::statement(recorded, instead)?;
        }
        place
            .execute("CREATE TABLE IF NOT EXISTS bench_batches (n integer PRIMARY KEY, ids uuid[], ended jsonb)")
            .await?;
        Ok(Self { script })
    }

    /// Jobs per second.
    pub(crate) async fn rate(&self, place: &Place, sizes: &Sizes) -> Result<f64> {
        let each = sizes.drained / BATCH / CLIENTS;
        let jobs = each * CLIENTS * BATCH;
        drain::fill(place, jobs).await?;
        place.execute("TRUNCATE bench_batches").await?;
        let batches = format!(
            "INSERT INTO bench_batches SELECT n, array_agg(id), \
             jsonb_object_agg(CAST(id AS text), jsonb_build_array(1, CAST('{WORKER}' AS text), NULL, NULL)) FROM \
             (SELECT id, CAST((row_number() OVER (ORDER BY run_at, id) - 1) / {BATCH} AS integer) AS n FROM jobs) j GROUP BY n"
        );
        place.execute(&batches).await?;
        let more = ["-D".into(), "i=0".into(), "-t".into(), each.to_string()];
        let rate = pgbench::run(&place.here()?.database, &self.script, CLIENTS, &more, "").await?;
        let done = place.one("SELECT COUNT(*) AS it FROM jobs WHERE state = 'succeeded' AND attempt = 1").await?;
        let done: i64 = done.try_get("", "it")?;
        if usize::try_from(done)? != jobs {
            return Err(format!("pgbench completed {done} jobs instead of {jobs}").into());
        }
        Ok(rate * f64::from(u32::try_from(BATCH)?))
    }
}

/// The ids of the batch and how its jobs end; every other array has the same element for each of them.
fn instead(value: &Bound) -> Option<String> {
    if matches!(value, Bound::Json(_)) {
        // Read once as a whole, as what the engine sends is.
        return Some("(SELECT ended || CAST('{}' AS jsonb) FROM bench_batches WHERE n = :n)".to_owned());
    }
    script::array(value).map(|(kind, element)| {
        if kind == "uuid" {
            "CAST((SELECT ids FROM bench_batches WHERE n = :n) AS uuid[])".to_owned()
        } else {
            format!("array_fill(CAST({element} AS {kind}), ARRAY[{BATCH}])")
        }
    })
}
