//! From a mail to a message: who sends it, and how it looks on the wire.
//!
//! The same mail always becomes the same bytes: the MIME boundary is made of the mail's id rather than drawn by lot, so a
//! repeated job writes the same file.

use std::time::SystemTime;

use chrono::DateTime;
use lettre::{
    Address, Message,
    address::{AddressError, Envelope},
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};

use url::Host;

use super::Mail;
use crate::error::{Error, Result};

/// The sender's side of every mail.
#[derive(Debug, Clone)]
pub struct Letterhead {
    from: Mailbox,
    host: String,
}

impl Letterhead {
    /// The sender as `Name <address>` or a bare address, and the public host name that ends each `Message-ID`.
    ///
    /// # Errors
    /// `Invalid` when the sender is not an address or the host is not a host name.
    pub fn new(from: &str, host: &str) -> Result<Self> {
        let from =
            from.parse().map_err(|error| Error::invalid("/from", "invalid_email", format!("not a sender: {error}")))?;
        // What may stand behind the @ of an address may stand behind the @ of a Message-ID.
        Address::new("id", host)
            .map_err(|error| Error::invalid("/host", "invalid_host", format!("not a host name: {error}")))?;
        Ok(Self { from, host: host.to_owned() })
    }

    /// Puts a mail into the form that goes over the wire.
    ///
    /// # Errors
    /// `Invalid` when a part of it can't stand in a header.
    pub fn compose(&self, mail: &Mail) -> Result<Message> {
        mail.check()?;
        let to = recipient(&mail.to)?;
        // lettre would read it from the header again, and does not know all that may stand there.
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()]).map_err(Error::internal)?;
        let mut message = Message::builder()
            .envelope(envelope)
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .message_id(Some(format!("<{}@{}>", mail.message_id, self.host)))
            // lettre counts from 1970 and panics before it.
            .date(SystemTime::from(mail.date.max(DateTime::UNIX_EPOCH)))
            // RFC 3834: keeps holiday notices from answering.
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(address) = &mail.unsubscribe {
            message = message
                .raw_header(header("List-Unsubscribe", &format!("<{address}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let parts = MultiPart::alternative()
            .boundary(boundary(mail))
            .singlepart(SinglePart::plain(mail.text.clone()))
            .singlepart(SinglePart::html(mail.html.clone()));
        message.multipart(parts).map_err(Error::internal)
    }
}

/// Where a mail goes. The host is written in ASCII (RFC 5890): a server that takes no addresses beyond it (RFC 6531) is asked for one only
/// where what stands before the `@` wants it.
fn recipient(address: &str) -> Result<Address> {
    let wrong = |error: AddressError| Error::invalid("/to", "invalid_email", format!("not an address: {error}"));
    let to: Address = address.parse().map_err(wrong)?;
    match Host::parse(to.domain()) {
        Ok(Host::Domain(host)) if !to.domain().is_ascii() => Address::new(to.user(), host).map_err(wrong),
        _ => Ok(to),
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A line that no part contains: whoever guesses the id still can't end a part from inside it.
fn boundary(mail: &Mail) -> String {
    let mut boundary = format!("=_{}", mail.message_id);
    while [&mail.text, &mail.html].into_iter().any(|part| part.contains(&boundary)) {
        boundary.push('_');
    }
    boundary
}

#[cfg(test)]
pub(super) mod tests {
    use super::{super::mail::tests::sample, *};

    pub fn letterhead() -> Letterhead {
        Letterhead::new("Presswork <no-reply@press.example>", "press.example").unwrap()
    }

    fn wire(mail: &Mail) -> String {
        String::from_utf8(letterhead().compose(mail).unwrap().formatted()).unwrap()
    }

    #[test]
    fn the_same_mail_becomes_the_same_bytes() {
        assert_eq!(wire(&sample("job_1")), wire(&sample("job_1")));
    }

    #[test]
    fn the_headers_say_who_when_and_which() {
        let wire = wire(&sample("job_1"));
        for line in [
            "From: Presswork <no-reply@press.example>\r\n",
            "To: ann@example.org\r\n",
            "Message-ID: <job_1@press.example>\r\n",
            "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n",
            "Auto-Submitted: auto-generated\r\n",
        ] {
            assert!(wire.contains(line), "{line:?} is missing in {wire}");
        }
    }

    #[test]
    fn a_mail_that_can_be_ended_says_how_in_one_line_each() {
        let address = format!("https://press.example/unsubscribe?token={}", "a".repeat(120));
        let wire = wire(&Mail { unsubscribe: Some(address.clone()), ..sample("job_1") });
        let unfolded = wire.replace("\r\n ", " ").replace("  ", " ");
        assert!(unfolded.contains(&format!("List-Unsubscribe: <{address}>\r\n")), "{wire}");
        assert!(wire.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{wire}");
    }

    #[test]
    fn the_same_is_said_as_text_and_as_html() {
        let wire = wire(&sample("job_1"));
        let at = |part: &str| wire.find(part).unwrap_or_else(|| panic!("no {part}: {wire}"));
        assert!(at("multipart/alternative") < at("text/plain"), "{wire}");
        assert!(at("text/plain") < at("text/html"), "the richest comes last (RFC 2046): {wire}");
    }

    #[test]
    fn no_input_adds_a_header_or_a_recipient() {
        let evil = "x\r\nBcc: evil@example.org\r\n\r\nbody";
        for mail in [
            Mail { subject: evil.to_owned(), ..sample("job_1") },
            Mail { to: format!("ann@example.org{evil}"), ..sample("job_1") },
            Mail { to: "ann@example.org, evil@example.org".to_owned(), ..sample("job_1") },
            Mail { to: "Ann <ann@example.org>".to_owned(), ..sample("job_1") },
            Mail { message_id: "a>\r\nBcc: evil@example.org".to_owned(), ..sample("job_1") },
        ] {
            assert!(matches!(letterhead().compose(&mail), Err(Error::Invalid(_))), "{mail:?} was taken");
        }
    }

    #[test]
    fn every_address_that_is_taken_can_be_written_to() {
        for (address, written) in [
            ("\"a b\"@example.org", "\"a b\"@example.org"),
            ("\"a\\\"@b\"@example.org", "\"a\\\"@b\"@example.org"),
            ("ann@[127.0.0.1]", "ann@[127.0.0.1]"),
            ("o'brien+tag@example.org", "o'brien+tag@example.org"),
            ("j\u{fc}rgen@b\u{fc}cher.example", "j\u{fc}rgen@xn--bcher-kva.example"),
            ("ann@b\u{fc}cher.example", "ann@xn--bcher-kva.example"),
        ] {
            let message = letterhead().compose(&Mail { to: address.to_owned(), ..sample("job_1") }).unwrap();
            let to: Vec<String> = message.envelope().to().iter().map(ToString::to_string).collect();
            assert_eq!(to, [written], "{address}");
            let wire = String::from_utf8(message.formatted()).unwrap();
            assert!(wire.contains(&format!("To: {written}\r\n")), "{wire}");
        }
    }

    #[test]
    fn a_text_that_guesses_the_boundary_does_not_end_its_part() {
        let text = "a\r\n--=_job_1\r\nContent-Type: text/html\r\n\r\n<h1>not ours</h1>\r\n--=_job_1--\r\n".to_owned();
        let bytes = letterhead().compose(&Mail { text, ..sample("job_1") }).unwrap().formatted();
        let parsed = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(parsed.parts.len(), 3, "the multipart itself, the text and the HTML");
        assert_eq!(parsed.body_html(0).unwrap().trim_end(), "<p>Hello <b>Ann</b></p>");
    }

    #[test]
    fn the_host_may_be_a_name_or_an_address() {
        for host in ["press.example", "localhost", "127.0.0.1", "[::1]"] {
            assert!(Letterhead::new("no-reply@press.example", host).is_ok(), "{host}");
        }
    }

    #[test]
    fn a_broken_sender_or_host_is_refused_at_the_start() {
        assert!(Letterhead::new("nobody", "press.example").is_err());
        assert!(Letterhead::new("a\r\nBcc: b@c.example <no-reply@press.example>", "press.example").is_err());
        assert!(Letterhead::new("no-reply@press.example", "press example>\r\nBcc: x").is_err());
    }

    #[test]
    fn a_date_before_1970_does_not_panic() {
        let date = DateTime::from_timestamp(-1, 0).unwrap();
        assert!(wire(&Mail { date, ..sample("job_1") }).contains("Date: Thu, 01 Jan 1970"));
    }
}
