//! Mailing what happened, at once.

use serde_json::{Value, json};

use super::{
    MailNotification, Notification, Preference, Wish,
    letters::{self, Item, Letter},
    service, store,
};
use crate::{
    Context, Result,
    comments::{self, CommentInclude},
    jobs::Run,
    mails,
    platform::markdown,
    users,
};

/// Mails an event, unless that is no longer right: it was read, hidden, deleted or taken back meanwhile, one of the two has
/// blocked the other, or its reader is gone or wants no mail any more. The receipt says which.
///
/// # Errors
/// `unavailable` when the mail server is away.
pub async fn deliver(run: &Run, job: &MailNotification) -> Result<Value> {
    let cx = &run.cx;
    let Some(contact) = users::reachable(cx, job.to).await? else { return Ok(unsent("unreachable")) };
    let Some((head, wanted)) = store::to_mail(cx, job).await? else { return Ok(unsent("hidden")) };
    if head.read_at.is_some() {
        return Ok(unsent("read"));
    }
    if !wanted.unwrap_or_else(|| Preference::usual(head.kind).mail) {
        return Ok(unsent("unwanted"));
    }
    // Of what somebody says, each has its mail, whatever else it is gathered with.
    let told = if head.kind.is_said() {
        Some(service::alone(cx, head, job.by, job.event).await?)
    } else {
        service::whole(cx, vec![head]).await?.pop()
    };
    let Some(told) = told else { return Ok(unsent("hidden")) };
    let quote = quote(cx, &told).await?;
    let item = Item { line: letters::line(&told), link: letters::link(cx, &told), quote };
    let letter = Letter {
        to: job.to,
        subject: letters::subject(&told),
        intro: "",
        items: vec![item],
        more: false,
        wish: Wish::Mail(told.kind),
    };
    if !mails::send_message(run, &contact.email, letters::compose(cx, &contact, &letter)?).await? {
        return Ok(unsent("suppressed"));
    }
    Ok(json!({ "sent": true }))
}

/// The beginning of what somebody said.
async fn quote(cx: &Context, told: &Notification) -> Result<Option<String>> {
    let Some(id) = told.comment_id.filter(|_| told.kind.is_comment()) else { return Ok(None) };
    let comment = comments::find(cx, id, CommentInclude::default()).await?;
    Ok(comment.map(|comment| markdown::excerpt(&comment.html)))
}

pub(super) fn unsent(reason: &str) -> Value {
    json!({ "sent": false, "reason": reason })
}
