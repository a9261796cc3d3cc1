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

/// Mails an event, unless that is no longer right: it was read, hidden, deleted or taken back meanwhile, one of the two has
/// blocked the other, or its reader is gone or wants no mail any more. The receipt says which.
///
/// # Errors
/// `unavailable` when the mail server is away.
pub async fn deliver(run: &Run, job: &MailNotification) -> Result<Value> {
    let cx = &run.cx;
    let Some(reader) = Reader::find(cx, job.to).await? else { return Ok(unsent("unreachable")) };
    let Some(ToMail { head, wanted, html, by }) = store::to_mail(cx, job).await? else { return Ok(unsent("hidden")) };
    if head.read_at.is_some() {
        return Ok(unsent("read"));
    }
    if !wanted.unwrap_or_else(|| Preference::usual(head.kind).mail) {
        return Ok(unsent("unwanted"));
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

pub(super) fn unsent(reason: &str) -> Value {
    json!({ "sent": false, "reason": reason })
}
