//! Sending.

use serde_json::{Value, json};

use super::{SendMail, letter};
use crate::{Error, Result, jobs::Run, platform::mailer::Mail, users};

/// Writes and sends one letter. The message id is made of the job id, so that a repeat after a crash can be told by the
/// receiving server.
///
/// # Errors
/// `not_found` when the account is gone, `unavailable` when the mail server is away.
pub async fn deliver(run: &Run, job: &SendMail) -> Result<Value> {
    let to = users::contact(&run.cx, job.to).await?.ok_or(Error::not_found("user"))?;
    let words = letter::write(&run.cx, &to, &job.letter);
    let mail = Mail {
        message_id: run.job.id.to_string(),
        to: to.email,
        subject: words.subject,
        text: words.text,
        html: None,
        date: run.job.created_at,
    };
    run.cx.deps.mailer.send(&mail).await?;
    Ok(json!({ "sent": true }))
}
