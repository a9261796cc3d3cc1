//! Sending.

use serde_json::{Value, json};

use super::{
    Letter, SendMail,
    letter::{self, Words},
    notice, page, store,
};
use crate::{
    Context, Error, Result,
    ids::UserId,
    jobs::Run,
    platform::mailer::Mail,
    suppressions,
    users::{self, Contact},
};

/// Writes and sends one letter. The message id is made of the job id, so that a repeat after a crash can be told by the
/// receiving server.
///
/// # Errors
/// `not_found` when the account, the link or the invitation is gone, `unavailable` when the mail server is away.
pub async fn deliver(run: &Run, job: &SendMail) -> Result<Value> {
    let to = recipient(run, job).await?;
    if !job.letter.is_about_security() && suppressions::holds(&run.cx, &to.email).await? {
        return Ok(json!({ "sent": false, "reason": "suppressed" }));
    }
    send(run, &to.email, letter::write(&run.cx, &to, &job.letter)).await?;
    Ok(json!({ "sent": true }))
}

/// Tells somebody whose account was erased a moment ago that it was. The job is that of the erasure.
///
/// # Errors
/// `unavailable` when the mail server is away.
pub async fn farewell(run: &Run, email: &str) -> Result<()> {
    let settings = run.cx.settings();
    let words = notice::farewell(&settings.public_url(settings.http.port), &run.job.id.to_string());
    send(run, email, words).await
}

async fn send(run: &Run, to: &str, words: Words) -> Result<()> {
    let html = page::html(&words)?;
    run.cx.deps.mailer.send(&mail(run, to, words, html)).await
}

/// A mail that its reader may have no more of: said in two forms, with a link that ends it.
pub(crate) struct Message {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same in HTML, in which everything that people wrote is escaped.
    pub html: String,
    /// The address that ends mails like this one.
    pub unsubscribe: String,
}

/// Sends what another feature has to say, in a job of its own. Tells whether it was sent: nothing goes to an address that is
/// suppressed.
///
/// # Errors
/// `unavailable` when the mail server is away, `mail_refused` when it refused the mail for good.
pub(crate) async fn send_message(run: &Run, to: &str, message: Message) -> Result<bool> {
    if suppressions::holds(&run.cx, to).await? {
        return Ok(false);
    }
    send_wanted(run, to, message).await?;
    Ok(true)
}

/// Somebody who is mailed about what others do.
pub(crate) struct Reader {
    /// How to reach them.
    pub contact: Contact,
    suppressed: bool,
}

impl Reader {
    /// Somebody who is neither suspended nor leaving.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn find(cx: &Context, id: UserId) -> Result<Option<Self>> {
        let found = suppressions::reachable(cx, id).await?;
        Ok(found.map(|(contact, suppressed)| Self { contact, suppressed }))
    }
}

/// Does what [`send_message`] does for somebody who was found a moment ago, with what was found out then.
///
/// # Errors
/// As [`send_message`].
pub(crate) async fn send_to(run: &Run, reader: &Reader, message: Message) -> Result<bool> {
    if reader.suppressed {
        return Ok(false);
    }
    send_wanted(run, &reader.contact.email, message).await?;
    Ok(true)
}

async fn send_wanted(run: &Run, to: &str, message: Message) -> Result<()> {
    let Message { subject, text, html, unsubscribe } = message;
    let mail = Mail { unsubscribe: Some(unsubscribe), ..mail(run, to, Words { subject, text }, html) };
    run.cx.deps.mailer.send(&mail).await
}

/// Sends a letter that needs no link to end it, in a job of its own, to whoever it may be.
///
/// # Errors
/// As [`send_message`].
pub(crate) async fn send_letter(run: &Run, to: &str, subject: String, text: String) -> Result<()> {
    send(run, to, Words { subject, text }).await
}

fn mail(run: &Run, to: &str, Words { subject, text }: Words, html: String) -> Mail {
    Mail {
        message_id: run.job.id.to_string(),
        to: to.to_owned(),
        subject,
        text,
        html,
        unsubscribe: None,
        date: run.job.created_at,
    }
}

async fn recipient(run: &Run, job: &SendMail) -> Result<Contact> {
    let person = users::contact(&run.cx, job.to).await?.ok_or(Error::not_found("user"))?;
    let elsewhere = match &job.letter {
        // The account may have been set aside since, and gets the address back by this very link.
        Letter::ConfirmEmail { token } => store::of_link(&run.cx, *token).await?.or_else(|| Some(person.email.clone())),
        Letter::ConfirmNewEmail { token } => store::of_link(&run.cx, *token).await?,
        Letter::Invitation { invitation } => store::of_invitation(&run.cx, *invitation).await?,
        _ => return Ok(person),
    };
    let email = elsewhere.ok_or(Error::not_found("address"))?;
    Ok(Contact { email, ..person })
}
