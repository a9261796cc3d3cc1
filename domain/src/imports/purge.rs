//! Removing archives that are over, with all their pieces, and what is known of imports that were deleted.

use serde_json::{Value, json};

use super::{fetched, store};
use crate::{
    Result,
    ids::ImportId,
    jobs::Run,
    uploads::{pieces, removed},
};

/// How many archives are looked for at once.
const BATCH: u32 = 100;

/// How many rows one transaction forgets.
const ROWS: u32 = 1000;

/// Removes the archives of imports that were deleted or whose time is over: first their files, then what is known of them; and before them
/// what posts were before that are gone for good, which nobody can put back.
///
/// # Errors
/// `job_cancelled`; the database's and the store's. What is removed stays removed.
pub async fn purge(run: &Run) -> Result<Value> {
    forget_gone(run).await?;
    let mut archives = 0;
    loop {
        let before = archives;
        for id in store::over(&run.cx, BATCH).await? {
            run.check_cancelled()?;
            if claim(run, id).await? {
                remove(run, id).await?;
                archives += 1;
            }
        }
        if archives == before {
            return Ok(json!({ "archives": archives }));
        }
    }
}

async fn forget_gone(run: &Run) -> Result<()> {
    let mut after: Option<String> = None;
    loop {
        run.check_cancelled()?;
        let tx = run.cx.begin().await?;
        after = store::forget_gone(&run.cx, &tx, after.as_deref()).await?;
        tx.commit().await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Asks again, so that nobody begins with an archive that is being removed, and none is removed that somebody has just begun with.
async fn claim(run: &Run, id: ImportId) -> Result<bool> {
    let tx = run.cx.begin().await?;
    store::lock(&run.cx, &tx).await?;
    let claimed = store::claim_over(&run.cx, &tx, id).await?;
    tx.commit().await?;
    Ok(claimed)
}

async fn remove(run: &Run, id: ImportId) -> Result<()> {
    removed(&run.cx, &pieces::all_of(&run.cx, id.uuid()).await?).await?;
    fetched::tidy(&run.cx.settings().scratch_dir(), id);
    loop {
        run.check_cancelled()?;
        let tx = run.cx.begin().await?;
        let forgotten = store::forget_rows(&tx, id, ROWS).await?;
        if forgotten == 0 {
            store::forget(&tx, id).await?;
        }
        tx.commit().await?;
        if forgotten == 0 {
            return Ok(());
        }
    }
}
