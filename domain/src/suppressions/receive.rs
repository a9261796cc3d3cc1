//! Receiving reports of mails.

use chrono::{DateTime, Utc};

use super::{MailEvent, MailEventKind, Signed, SuppressionReason, store};
use crate::{
    Context, Error, Result,
    fault::Faults,
    platform::signature::{Key, TOLERANCE},
    users::Email,
};

/// Longest name of a report, in characters.
const ID_MAX: usize = 200;

/// A report whose signature is right and of now.
#[derive(Debug)]
pub struct Verified {
    id: String,
    expires_at: DateTime<Utc>,
}

/// Looks at the signature of a report.
///
/// # Errors
/// `not_found` where none are taken; `invalid_signature_headers`; `invalid_signature`; `signature_expired` for a timestamp that is
/// more than five minutes from now, either way.
pub fn verify(cx: &Context, signed: &Signed<'_>) -> Result<Verified> {
    let key = Key::parse(cx.settings().newsletters.mail_events_secret.expose()).ok_or(Error::not_found("resource"))?;
    let (Some(id), Some(timestamp), Some(signature)) = (signed.id, signed.timestamp, signed.signature) else {
        return Err(unsigned());
    };
    if id.is_empty() || id.len() > ID_MAX || !id.chars().all(|c| c.is_ascii_graphic()) {
        return Err(unsigned());
    }
    let digits = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = timestamp.parse().ok().filter(|_| digits).ok_or_else(unsigned)?;
    if !key.verifies(signature, id, seconds, signed.body) {
        let detail = "the signature is not that of this message";
        return Err(Error::Unauthenticated { code: "invalid_signature", detail });
    }
    let at = DateTime::from_timestamp(seconds, 0).ok_or_else(unsigned)?;
    if (cx.now - at).abs().to_std().is_ok_and(|off| off > TOLERANCE) {
        let detail = "the timestamp is more than five minutes from now";
        return Err(Error::Unauthenticated { code: "signature_expired", detail });
    }
    Ok(Verified { id: id.to_owned(), expires_at: at + TOLERANCE })
}

fn unsigned() -> Error {
    let detail = "send webhook-id, webhook-timestamp and webhook-signature, as Standard Webhooks has them";
    Error::malformed("invalid_signature_headers", detail)
}

/// Receives a report: a bounce that is permanent, or a complaint, suppresses the address, whoever has it. One that was received
/// already changes nothing.
///
/// # Errors
/// A fault of the address.
pub async fn receive(cx: &Context, verified: &Verified, event: &MailEvent) -> Result<()> {
    let mut faults = Faults::default();
    let email = faults.take("/email", Email::parse(&event.email));
    let email = faults.finish(email)?;
    let tx = cx.begin().await?;
    if !store::remember(&tx, &verified.id, verified.expires_at).await? {
        return Ok(());
    }
    let reason = match event.kind {
        MailEventKind::Complaint => Some(SuppressionReason::Complaint),
        MailEventKind::Bounce if event.permanent => Some(SuppressionReason::Bounce),
        MailEventKind::Bounce => None,
    };
    if let Some(reason) = reason {
        for email in [Some(&email), in_letters(&email).as_ref()].into_iter().flatten() {
            store::insert(cx, &tx, email, reason).await?;
        }
    }
    tx.commit().await
}

/// The same address with its host as people write it: mails name hosts in ASCII (RFC 5890), and so do reports of them.
fn in_letters(email: &Email) -> Option<Email> {
    let (user, host) = email.as_str().rsplit_once('@').filter(|(_, host)| host.contains("xn--"))?;
    Email::parse(&format!("{user}@{}", url::quirks::domain_to_unicode(host))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_in_ascii_reaches_who_is_known_in_letters() {
        let known = |text: &str| in_letters(&Email::parse(text).unwrap()).map(|email| email.as_str().to_owned());
        assert_eq!(known("ann@xn--bcher-kva.example").as_deref(), Some("ann@b\u{fc}cher.example"));
        assert_eq!(known("ann@books.example"), None);
        assert_eq!(known("ann@b\u{fc}cher.example"), None);
    }
}
