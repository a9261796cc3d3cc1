//! Addresses that accounts had when they subscribed, and have no more. Nothing is lost while they stand there: newsletters go to the
//! account's, and whoever subscribes such an address has it let go of. The rest is seen to by a schedule.

use super::store;
use crate::{Result, jobs::Run};

/// How many one transaction lets go of.
const BATCH: usize = 200;

/// Has subscriptions of accounts let go of addresses that the accounts have no more. Tells how many.
///
/// # Errors
/// The database's; `job_cancelled`. What is done stays done.
pub async fn let_go_of_former(run: &Run) -> Result<usize> {
    let mut count = 0;
    loop {
        run.check_cancelled()?;
        let cx = run.cx.again();
        let former = store::former(&cx, BATCH).await?;
        if former.is_empty() {
            return Ok(count);
        }
        let tx = cx.begin().await?;
        for email in &former {
            store::let_go(&cx, &tx, email).await?;
        }
        tx.commit().await?;
        count += former.len();
    }
}
