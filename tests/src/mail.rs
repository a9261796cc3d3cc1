//! The mailbox.

use presswork_domain::platform::mailer::mailbox;

use crate::TestApp;

/// A mail that has arrived.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The part of the `Message-ID` before the `@`.
    pub id: String,
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same in HTML.
    pub html: Option<String>,
    /// The mail as it went over the wire.
    pub raw: String,
}

impl Letter {
    /// A header, unfolded; empty when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let value = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        value.unwrap_or_default().trim().to_owned()
    }

    /// The path and query of the address that ends mails like this one.
    #[track_caller]
    #[must_use]
    pub fn unsubscribe(&self) -> String {
        let header = self.header("List-Unsubscribe");
        let address = header.trim_start_matches('<').trim_end_matches('>').to_owned();
        let at = address.find("/unsubscribe").unwrap_or_else(|| panic!("no address to unsubscribe in {}", self.raw));
        address[at..].to_owned()
    }

    /// The token that the mail carries on a line of its own.
    #[track_caller]
    #[must_use]
    pub fn token(&self) -> String {
        let line = self.text.lines().find(|line| line.starts_with("    ") && !line.trim().contains(' '));
        line.unwrap_or_else(|| panic!("no token in {}", self.text)).trim().to_owned()
    }
}

/// Every mail in a folder, in the order of its ids, so the oldest first.
pub async fn read(folder: &std::path::Path) -> Vec<Letter> {
    let mut letters = Vec::new();
    for mail in mailbox::list(folder).await.unwrap() {
        let view = mailbox::read(folder, &mail.id).await.unwrap().unwrap();
        let raw = String::from_utf8_lossy(&view.raw).into_owned();
        letters.push(Letter { id: mail.id, to: mail.to, subject: mail.subject, text: view.text, html: view.html, raw });
    }
    letters.sort_by(|a, b| a.id.cmp(&b.id));
    letters
}

impl TestApp {
    /// Every mail that has arrived, the oldest first.
    pub async fn mails(&self) -> Vec<Letter> {
        read(&self.mailbox()).await
    }

    /// Those to one address.
    pub async fn mails_to(&self, address: &str) -> Vec<Letter> {
        self.mails().await.into_iter().filter(|mail| mail.to == address).collect()
    }

    /// The newest to one address.
    pub async fn last_mail_to(&self, address: &str) -> Letter {
        self.mails_to(address).await.pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }
}
