//! One mail, before it becomes a message.
//!
//! The texts come from people (display names, post titles), so everything that ends up in a header is looked at here:
//! a line break in one would let its author add headers of their own.

use chrono::{DateTime, Utc};

use crate::{
    error::{Error, Result},
    fault::{Faults, Refusal},
};

/// Longest id taken, in characters: a MIME boundary made of it stays below the 70 of RFC 2046.
const ID_MAX: usize = 64;

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The part of the `Message-ID` before the `@`, made of the job's id, so that a repeat can be told.
    /// ASCII letters, digits, `_`, `-` and inner dots, at most 64.
    pub message_id: String,
    /// The bare address, without a display name.
    pub to: String,
    /// The subject, on one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same said in HTML.
    pub html: String,
    /// Where its reader ends mails like this one, by one click (RFC 8058).
    pub unsubscribe: Option<String>,
    /// When it was written.
    pub date: DateTime<Utc>,
}

impl Mail {
    /// Checks what will become headers.
    ///
    /// # Errors
    /// `Invalid` with all faults.
    pub fn check(&self) -> Result<(), Error> {
        let mut faults = Faults::default();
        let parts = [
            faults.take("/messageId", identifier(&self.message_id)),
            faults.take("/to", one_line(&self.to)),
            faults.take("/subject", one_line(&self.subject)),
            faults.take("/unsubscribe", self.unsubscribe.as_deref().map_or(Ok(()), address)),
        ];
        faults.finish(parts.into_iter().collect())
    }
}

/// Whether this can be the id of a mail, and so the name of a file.
#[must_use]
pub fn is_identifier(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    !id.is_empty()
        && id.len() <= ID_MAX
        && id.chars().all(plain)
        && !id.starts_with('.')
        && !id.ends_with('.')
        && !id.contains("..")
}

fn identifier(id: &str) -> Result<(), Refusal> {
    is_identifier(id).then_some(()).ok_or_else(|| Refusal::new("invalid_format", "this can't be a message id"))
}

fn one_line(text: &str) -> Result<(), Refusal> {
    match text.chars().find(|c| c.is_control()) {
        None => Ok(()),
        Some(_) => Err(Refusal::new("control_character", "line breaks and control characters are not allowed here")),
    }
}

/// An address of the web that can stand between angle brackets.
fn address(text: &str) -> Result<(), Refusal> {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | '"');
    let of_the_web = text.starts_with("https://") || text.starts_with("http://");
    (of_the_web && text.chars().all(plain))
        .then_some(())
        .ok_or_else(|| Refusal::new("invalid_format", "this can't be an address in a header"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn sample(id: &str) -> Mail {
        Mail {
            message_id: id.to_owned(),
            to: "ann@example.org".to_owned(),
            subject: "Grüße aus der Presse".to_owned(),
            text: "Hello Ann,\nconfirm at https://example.org/c?t=1&u=2.\n".to_owned(),
            html: "<p>Hello <b>Ann</b></p>".to_owned(),
            unsubscribe: None,
            date: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        }
    }

    fn pointers(mail: &Mail) -> Vec<String> {
        match mail.check() {
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect(),
            Err(other) => panic!("not a fault of the input: {other}"),
            Ok(()) => Vec::new(),
        }
    }

    #[test]
    fn an_ordinary_mail_passes() {
        assert_eq!(pointers(&sample("job_01h455vb4pex5vsknk084sn02q")), Vec::<String>::new());
        assert_eq!(pointers(&sample("job_01h455vb4pex5vsknk084sn02q.reset-1")), Vec::<String>::new());
    }

    #[test]
    fn line_breaks_in_headers_are_refused_together() {
        let mail = Mail {
            message_id: "a\r\nBcc: x@example.org".to_owned(),
            to: "ann@example.org\r\nBcc: x@example.org".to_owned(),
            subject: "Hi\nBcc: x@example.org".to_owned(),
            ..sample("ignored")
        };
        assert_eq!(pointers(&mail), ["/messageId", "/to", "/subject"]);
    }

    #[test]
    fn an_address_that_ends_mails_is_one_of_the_web_and_adds_no_header() {
        let with = |url: &str| pointers(&Mail { unsubscribe: Some(url.to_owned()), ..sample("job_1") });
        assert_eq!(with("https://press.example/unsubscribe?token=a.b_c-d"), Vec::<String>::new());
        for url in
            ["mailto:x@example.org", "https://x>\r\nBcc: y@example.org", "https://a,<https://b>", "https://a b", ""]
        {
            assert_eq!(with(url), ["/unsubscribe"], "{url:?}");
        }
    }

    #[test]
    fn an_id_that_is_a_path_is_refused() {
        for id in ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a..b", "a.", "a b", "ä", "a\0", &"a".repeat(65)] {
            assert!(!is_identifier(id), "{id:?} was taken");
        }
    }
}
