//! Mailing what happened, at once.

use serde_json::{Value, json};

use super::{
    MailNotification, Preference, Wish,
    letters::{self, Item, Letter},
    service,
    store::{self, ToMail},
};
use crate::{
    Result,
    jobs::Run,
    mails::{self, Reader},
    platform::markdown,
};

/// The step of a mail that has ended a gathering.
const ENDED: &str = "ended";

/// Mails an event, unless that is no longer right: it was read, told by another mail, hidden, deleted or taken back meanwhile, one of
/// the two has blocked the other, or its reader is gone or wants no mail any more. The receipt says which.
///
/// # Errors
/// `unavailable` when the mail server is away.
pub async fn deliver(run: &Run, job: &MailNotification) -> Result<Value> {
    let cx = &run.cx;
    let Some(reader) = Reader::find(cx, job.to).await? else { return Ok(unsent("unreachable")) };
    let Some(ToMail { head, wanted, only_mailed, html, by }) = store::to_mail(cx, job).await? else {
        return Ok(unsent("hidden"));
    };
    if !wanted.unwrap_or_else(|| Preference::usual(head.kind).mail) {
        return Ok(unsent("unwanted"));
    }
    let tells = if only_mailed && !head.kind.is_said() { ends(run, job).await? } else { head.read_at.is_none() };
    if !tells {
        return Ok(unsent("read"));
    }
    // Of what somebody says, each has its mail, whatever else it is gathered with.
    let told = if head.kind.is_said() {
        Some(service::alone(head, by, job.event))
    } else {
        service::whole(cx, vec![head]).await?.pop()
    };
    let Some(told) = told else { return Ok(unsent("hidden")) };
    // The beginning of what somebody said.
    let quote = html.filter(|_| told.kind.is_comment()).map(|html| markdown::excerpt(&html));
    let item = Item { line: letters::line(&told), link: letters::link(cx, &told), quote };
    let letter = Letter {
        to: job.to,
        subject: letters::subject(&told),
        intro: "",
        items: vec![item],
        more: false,
        wish: Wish::Mail(told.kind),
    };
    if !mails::send_to(run, &reader, letters::compose(cx, &reader.contact, &letter)?).await? {
        return Ok(unsent("suppressed"));
    }
    Ok(json!({ "sent": true }))
}

/// Ends a gathering that nothing but mails tells of: this mail tells what is gathered by now, and the next what comes after. Tells
/// whether it was this mail that ended it, in this attempt or in one before.
async fn ends(run: &Run, job: &MailNotification) -> Result<bool> {
    if run.step_result::<bool>(ENDED).await?.is_some() {
        return Ok(true);
    }
    let tx = run.cx.begin().await?;
    let ended = store::end_unseen(&run.cx, &tx, job.to, &[job.notification], i64::MAX).await?;
    if ended.is_empty() {
        return Ok(false);
    }
    run.finish_step(&tx, ENDED, &true).await?;
    tx.commit().await?;
    Ok(true)
}

pub(super) fn unsent(reason: &str) -> Value {
    json!({ "sent": false, "reason": reason })
}
