//! Mail over SMTP.
//!
//! A refusal for good must end the job, and everything else must be tried again; SMTP answers 5xx to both. A wrong password,
//! a server that closed its door or a bad greeting are troubles of the installation, so a 5xx counts against the mail only
//! when the same server still talks to us right after it.

use std::time::Duration;

use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{Error as SmtpError, response::Code},
};

use url::Url;

use super::{Letterhead, Mail, Mailer};
use crate::{
    error::{Error, Result},
    platform::{
        task,
        telemetry::{self, SpanKind},
    },
};

const SERVER: &str = "mail server";

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Hands mail to an SMTP server over a small pool of connections.
pub struct SmtpMailer {
    transport: Transport,
    letterhead: Letterhead,
    host: String,
}

impl SmtpMailer {
    /// From `smtps://user:password@host` (TLS from the start, port 465), `smtp://...?tls=required` (STARTTLS, port 587) or
    /// plain `smtp://host:port`. The timeout holds for connecting and for each command. Needs a running Tokio runtime,
    /// which closes idle connections.
    ///
    /// # Errors
    /// `Invalid` when the URL does not name an SMTP server. The URL itself, which may hold a password, is not repeated.
    pub fn new(url: &str, timeout: Duration, letterhead: Letterhead) -> Result<Self> {
        let transport = Transport::from_url(url)
            .map_err(|_| {
                Error::invalid("/url", "invalid_url", "not the URL of a mail server: smtp://... or smtps://...")
            })?
            .timeout(Some(timeout))
            .build();
        let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        Ok(Self { transport, letterhead, host })
    }

    /// Makes a connection and logs in, without sending anything.
    ///
    /// # Errors
    /// `Unavailable` when the server can't be reached or refuses the login.
    pub async fn greet(&self) -> Result<()> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::unavailable(SERVER, "it closes the connection")),
            Err(error) => Err(Error::unavailable(SERVER, error)),
        }
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<()> {
        let message = self.letterhead.compose(mail)?;
        let (span, _) = telemetry::child(SpanKind::Client, || "send mail".to_owned());
        if let Some(span) = &span {
            span.set("network.protocol.name", "smtp");
            span.set("server.address", self.host.as_str());
        }
        // To its end, also where whoever asked for it has given up. Broken off in the middle, its connection would be kept for the
        // next mail, which would take the answers to this one for its own: one that is refused then counts as sent.
        let (transport, ascii) = (self.transport.clone(), mail.to.is_ascii());
        let conversation = task::spawn("mail", async move { converse(&transport, message, ascii).await });
        let Ok(Some((failed, went))) = conversation.await else {
            return Err(Error::internal("the conversation with the mail server broke off"));
        };
        if let (Some(span), Some(status)) = (&span, failed) {
            span.fail(status);
        }
        went
    }
}

/// Hands a mail over. What it failed with, in a word for a span, and how it went.
async fn converse(transport: &Transport, message: Message, ascii: bool) -> (Option<String>, Result<()>) {
    let Err(error) = transport.send(message).await else { return (None, Ok(())) };
    let status = error.status().map_or_else(|| "connection".to_owned(), |code| code.to_string());
    (Some(status), Err(judge(transport, error, ascii).await))
}

async fn judge(transport: &Transport, error: SmtpError, ascii: bool) -> Error {
    if blames_mail(&error, ascii) && transport.test_connection().await.is_ok_and(|alive| alive) {
        return Error::conflict("mail_refused", format!("the mail server refused this mail: {error}"));
    }
    Error::unavailable(SERVER, error)
}

/// Whether the failure can be about this mail: a final answer, or an address beyond ASCII on a server without SMTPUTF8,
/// which lettre reports as an error of the client.
fn blames_mail(error: &SmtpError, ascii: bool) -> bool {
    match error.status() {
        Some(code) => error.is_permanent() && !blames_session(code),
        None => error.is_client() && !ascii,
    }
}

/// Replies about the conversation: syntax and order of commands (RFC 5321), a host that takes no mail at all (RFC 7504),
/// authentication and encryption missing or wrong (RFC 4954).
fn blames_session(code: Code) -> bool {
    matches!(u16::from(code), 500..=504 | 521 | 523 | 524 | 530 | 534 | 535 | 538)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Write},
        net::{TcpListener, TcpStream},
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
            mpsc::{Receiver, Sender, channel},
        },
    };

    use super::{super::letterhead::tests::letterhead, super::mail::tests::sample, *};

    /// A mail server with a mind of its own: what it says first, and what it says to a recipient.
    fn server(greeting: &'static str, recipient: &'static str) -> (SmtpMailer, Receiver<String>) {
        server_with(greeting, recipient, || "250 taken")
    }

    /// The same with what it says to the end of a mail.
    fn server_with(
        greeting: &'static str,
        recipient: &'static str,
        end: impl Fn() -> &'static str + Send + Sync + 'static,
    ) -> (SmtpMailer, Receiver<String>) {
        let end = Arc::new(end);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (lines, received) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (lines, end) = (lines.clone(), Arc::clone(&end));
                std::thread::spawn(move || answer(stream, greeting, recipient, &*end, &lines));
            }
        });
        (SmtpMailer::new(&url, Duration::from_secs(2), letterhead()).unwrap(), received)
    }

    fn answer(
        mut stream: TcpStream,
        greeting: &str,
        recipient: &str,
        end: &dyn Fn() -> &'static str,
        received: &Sender<String>,
    ) {
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let _ = write!(stream, "{greeting}\r\n");
        let mut in_data = false;
        for line in lines.map_while(Result::ok) {
            let _ = received.send(line.clone());
            let answer = match line.get(..4) {
                _ if line == "." => end(),
                _ if in_data => continue,
                Some("EHLO") => "250 fake",
                Some("RCPT") => recipient,
                Some("DATA") => "354 go on",
                _ => "250 ok",
            };
            in_data = answer.starts_with("354");
            let _ = write!(stream, "{answer}\r\n");
        }
    }

    #[tokio::test]
    async fn a_mail_reaches_the_server_with_its_stable_id() {
        let (mailer, received) = server("220 fake", "250 ok");
        mailer.send(&sample("job_1")).await.unwrap();
        let lines: Vec<String> = received.try_iter().collect();
        for line in ["RCPT TO:<ann@example.org>", "Message-ID: <job_1@press.example>"] {
            assert!(lines.iter().any(|l| l == line), "{line} is missing in {lines:?}");
        }
    }

    #[tokio::test]
    async fn a_recipient_refused_for_good_is_a_conflict() {
        let (mailer, _server) = server("220 fake", "550 5.1.1 no such mailbox");
        let error = mailer.send(&sample("job_1")).await.unwrap_err();
        assert_eq!(error.code(), "mail_refused");
        assert!(error.detail().contains("no such mailbox"), "{error}");
    }

    #[tokio::test]
    async fn an_address_the_server_can_not_express_is_a_conflict() {
        let (mailer, _server) = server("220 fake", "250 ok");
        let mail = Mail { to: "jürgen@example.org".to_owned(), ..sample("job_1") };
        assert_eq!(mailer.send(&mail).await.unwrap_err().code(), "mail_refused");
    }

    #[tokio::test]
    async fn a_recipient_refused_for_now_is_worth_a_retry() {
        let (mailer, _server) = server("220 fake", "451 4.7.1 greylisted");
        assert_eq!(mailer.send(&sample("job_1")).await.unwrap_err().code(), "unavailable");
    }

    #[tokio::test]
    async fn a_server_that_wants_a_login_first_is_worth_a_retry() {
        let (mailer, _server) = server("220 fake", "530 5.7.0 authentication required");
        assert_eq!(mailer.send(&sample("job_1")).await.unwrap_err().code(), "unavailable");
    }

    #[tokio::test]
    async fn a_closed_door_is_not_held_against_the_mail() {
        let (mailer, _server) = server("554 no service for you", "250 ok");
        assert_eq!(mailer.send(&sample("job_1")).await.unwrap_err().code(), "unavailable");
    }

    #[tokio::test]
    async fn a_mail_that_was_given_up_half_way_leaves_its_answers_to_no_other() {
        let mails = AtomicU32::new(0);
        let (mailer, _server) = server_with("220 fake", "250 ok", move || {
            if mails.fetch_add(1, Ordering::Relaxed) > 0 {
                return "550 5.7.1 not this one";
            }
            std::thread::sleep(Duration::from_secs(1));
            "250 taken"
        });
        let given_up = tokio::time::timeout(Duration::from_millis(500), mailer.send(&sample("job_1"))).await;
        assert!(given_up.is_err(), "its end is not answered yet");
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(mailer.send(&sample("job_2")).await.unwrap_err().code(), "mail_refused");
    }

    #[tokio::test]
    async fn a_server_that_is_away_is_worth_a_retry() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("smtp://127.0.0.1:{port}");
        let mailer = SmtpMailer::new(&url, Duration::from_secs(2), letterhead()).unwrap();
        assert_eq!(mailer.send(&sample("job_1")).await.unwrap_err().code(), "unavailable");
    }

    #[tokio::test]
    async fn urls_of_both_kinds_are_understood_and_a_bad_one_is_not_repeated() {
        for url in ["smtps://u:p@mail.example", "smtp://u:p@mail.example?tls=required", "smtp://localhost:1025"] {
            assert!(SmtpMailer::new(url, Duration::from_secs(1), letterhead()).is_ok(), "{url}");
        }
        let error =
            SmtpMailer::new("http://u:secret@mail.example", Duration::from_secs(1), letterhead()).err().unwrap();
        assert!(!format!("{error:?}").contains("secret"));
    }
}
