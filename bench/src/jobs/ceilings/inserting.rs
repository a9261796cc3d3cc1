//! The transaction that enqueues one job.

use presswork_domain::{jobs, platform::db::record_statements};

use super::script;
use crate::{
    Result,
    jobs::{kinds::Noop, place::Place, sizes::Sizes},
    pgbench,
};

/// A new id in each transaction; in order, as the engine's are.
const ID: &str = "ARRAY[CAST('0193' || lpad(to_hex(CAST(:client_id AS integer)), 4, '0') || lpad(to_hex(CAST(:i AS integer)), 24, '0') AS uuid)]";

/// The transaction that enqueues one job, for pgbench.
pub(crate) struct Inserting {
    script: String,
}

impl Inserting {
    /// Records what the engine does.
    pub(crate) async fn prepare(place: &Place) -> Result<Self> {
        let enqueue = async {
            let cx = place.cx();
            let mut tx = cx.begin().await?;
            jobs::enqueue(&cx, &mut tx, &Noop {}).await?;
            tx.commit().await
        };
        let (enqueued, recorded) = record_statements(enqueue).await;
        enqueued?;
        let mut script = "\\set i :i + 1\nBEGIN;\n".to_owned();
        for recorded in &recorded {
            script += &script::statement(recorded, |value| {
                script::array(value).map(|(kind, element)| {
                    if kind == "uuid" { ID.to_owned() } else { format!("ARRAY[CAST({element} AS {kind})]") }
                })
            })?;
        }
        script += "COMMIT;\n";
        Ok(Self { script })
    }

    /// Jobs per second.
    pub(crate) async fn rate(&self, place: &Place, sizes: &Sizes) -> Result<f64> {
        let seconds = sizes.enqueuing.as_secs().max(1).to_string();
        let more = ["-D".into(), "i=0".into(), "-T".into(), seconds];
        pgbench::run(&place.here()?.database, &self.script, sizes.connections, &more, "").await
    }
}
