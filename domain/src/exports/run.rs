//! The job that puts an export together. It may run twice, or die at any point: each attempt writes a file of its own, and one of them
//! becomes the export's in the transaction that also ends the job.

use std::{fs::File, io::Read};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    RunExport, content,
    model::key,
    store::{self, Made},
};
use crate::{Error, Result, ids::ExportId, jobs::Run, platform::hex};

/// How many bytes are read at a time.
const PIECE: usize = 1 << 20;

/// Puts an export together.
///
/// # Errors
/// The database's and the store's; `job_cancelled`.
pub async fn run(run: &Run, job: &RunExport) -> Result<()> {
    let tx = run.cx.begin().await?;
    let wanted = store::begin(&tx, job.export, run.cx.deps.clock.now()).await?;
    tx.commit().await?;
    let Some((kind, person)) = wanted else { return finish_gone(run).await };
    let file = content::gather(run, kind, person).await?;
    let made = keep(run, job.export, file).await?;
    let kept = settle(run, job.export, &made).await;
    // After an error nobody knows whether it was kept: the purge removes it, then.
    if matches!(kept, Ok(false)) {
        run.cx.deps.store.remove(&key(job.export, made.attempt)).await?;
    }
    if kept? { Ok(()) } else { finish_gone(run).await }
}

/// Writes the file of this attempt into the store.
async fn keep(run: &Run, export: ExportId, mut file: File) -> Result<Made> {
    let attempt = run.job.attempt;
    let mut writing = run.cx.deps.store.write(&key(export, attempt)).await?;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        run.check_cancelled()?;
        let length = file.read(&mut piece).map_err(Error::internal)?;
        if length == 0 {
            break;
        }
        hash.update(&piece[..length]);
        writing.push(&piece[..length]).await?;
    }
    Ok(Made { attempt, bytes: writing.finish().await?, sha256: hex(&hash.finalize()) })
}

/// Whether the export is ready now; false when nobody wants it any more.
async fn settle(run: &Run, export: ExportId, made: &Made) -> Result<bool> {
    let tx = run.cx.begin().await?;
    if !store::finish(&run.cx, &tx, export, made).await? {
        return Ok(false);
    }
    run.finish(&tx, &json!({ "state": "ready", "export": export.to_string(), "bytes": made.bytes })).await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends without a file.
async fn finish_gone(run: &Run) -> Result<()> {
    let tx = run.cx.begin().await?;
    run.finish(&tx, &json!({ "state": "gone" })).await?;
    tx.commit().await
}
