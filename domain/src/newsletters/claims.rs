//! What is written down of who was mailed a post follows an account that has changed its address while the mail waited: the post comes to
//! the new address once, too, and the former one has not had it.

use super::{MailNewsletter, store};
use crate::{Result, jobs::Run};

/// The step that is done anew whenever the address is another: what is written down since.
const MOVED: &str = "moved";

/// What is written down for a mail; nothing where a release has enqueued it that did not know.
pub(super) async fn held(run: &Run, job: &MailNewsletter) -> Result<Option<String>> {
    Ok(run.step_result::<String>(MOVED).await?.or_else(|| job.recipient.clone()))
}

/// Has what is written down follow to the address of this moment. False when that one has had the post.
pub(super) async fn follow(run: &Run, job: &MailNewsletter, claim: &mut Option<String>, email: &str) -> Result<bool> {
    let now = store::recipient(&run.cx, email);
    let Some(before) = claim.as_ref().filter(|before| **before != now) else { return Ok(true) };
    let tx = run.cx.begin().await?;
    if !store::claim_one(&tx, job.post, &now).await? {
        return Ok(false);
    }
    store::give_back(&tx, job.post, before).await?;
    run.finish_step(&tx, MOVED, &now).await?;
    tx.commit().await?;
    *claim = Some(now);
    Ok(true)
}
