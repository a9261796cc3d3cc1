//! Reads the folder that [`FolderMailer`](super::FolderMailer) writes, for the development mailbox.
//!
//! Anyone may have put files there, so a broken one is skipped rather than failing the list, and an id is taken only when it
//! could be the id of a mail: it becomes part of a path.

use std::{
    cmp::Reverse,
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use mail_parser::{Address, Message, MessageParser, PartType};
use tokio::task::spawn_blocking;

use super::mail::is_identifier;
use crate::error::{Error, Result};

/// What a list shows of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSummary {
    /// The name of its file without the ending: the part of its `Message-ID` before the `@`.
    pub id: String,
    /// Its `Date` header; 1970 when it has none.
    pub date: DateTime<Utc>,
    /// The sender as `Name <address>`.
    pub from: String,
    /// The recipients, separated by commas.
    pub to: String,
    /// The decoded subject.
    pub subject: String,
}

/// A whole mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailView {
    /// Its headers.
    pub summary: MailSummary,
    /// The decoded plain text; made of the HTML when it has nothing else.
    pub text: String,
    /// The decoded HTML, not cleaned of anything, when it has any.
    pub html: Option<String>,
    /// The file as it is.
    pub raw: Vec<u8>,
}

/// All mails of a folder, newest first; none when there is no such folder yet.
///
/// # Errors
/// `Unavailable` when the folder can't be read.
pub async fn list(folder: &Path) -> Result<Vec<MailSummary>> {
    off_thread(folder.to_owned(), |folder| {
        let mut mails = Vec::new();
        for entry in fs::read_dir(folder)? {
            mails.extend(summary_of_file(&entry?.path()));
        }
        mails.sort_by_cached_key(|mail| Reverse((mail.date, mail.id.clone())));
        Ok(mails)
    })
    .await
    .map(Option::unwrap_or_default)
}

/// One mail; none when there is no such, or when that can't be the id of one.
///
/// # Errors
/// `Unavailable` when it is there and can't be read.
pub async fn read(folder: &Path, id: &str) -> Result<Option<MailView>> {
    if !is_identifier(id) {
        return Ok(None);
    }
    let id = id.to_owned();
    off_thread(folder.to_owned(), move |folder| Ok(view(id.clone(), fs::read(folder.join(format!("{id}.eml")))?)))
        .await
        .map(Option::flatten)
}

/// Runs file work where it may block. What is not there is none.
async fn off_thread<T: Send + 'static>(
    folder: PathBuf,
    work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
) -> Result<Option<T>> {
    match spawn_blocking(move || work(&folder)).await.map_err(Error::internal)? {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::unavailable("mail folder", error)),
    }
}

fn summary_of_file(path: &Path) -> Option<MailSummary> {
    let id = path.file_stem()?.to_str().filter(|id| is_identifier(id))?;
    if path.extension()? != "eml" {
        return None;
    }
    let raw = fs::read(path).ok()?;
    Some(summary(id.to_owned(), &MessageParser::default().parse_headers(&raw)?))
}

fn view(id: String, raw: Vec<u8>) -> Option<MailView> {
    let message = MessageParser::default().parse(&raw)?;
    let html = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.clone().into_owned()),
        _ => None,
    });
    let text = message.body_text(0).unwrap_or_default().into_owned();
    let summary = summary(id, &message);
    Some(MailView { summary, text, html, raw })
}

fn summary(id: String, message: &Message<'_>) -> MailSummary {
    let date = message.date().and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0));
    MailSummary {
        id,
        date: date.unwrap_or(DateTime::UNIX_EPOCH),
        from: people(message.from()),
        to: people(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
    }
}

fn people(address: Option<&Address<'_>>) -> String {
    let one = |addr: &mail_parser::Addr<'_>| match (addr.name(), addr.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    address.into_iter().flat_map(|address| address.iter().map(one)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{
        super::{FolderMailer, Mail, Mailer, letterhead::tests::letterhead, mail::tests::sample},
        *,
    };

    async fn folder_with(mails: &[Mail]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for mail in mails {
            FolderMailer::new(dir.path(), letterhead()).send(mail).await.unwrap();
        }
        dir
    }

    #[tokio::test]
    async fn what_was_written_is_read_again() {
        let mail = sample("job_1");
        let dir = folder_with(std::slice::from_ref(&mail)).await;
        let view = read(dir.path(), "job_1").await.unwrap().unwrap();
        let summary = MailSummary {
            id: "job_1".to_owned(),
            date: mail.date,
            from: "Presswork <no-reply@press.example>".to_owned(),
            to: mail.to,
            subject: mail.subject,
        };
        assert_eq!(view.summary, summary);
        assert_eq!(view.text.replace("\r\n", "\n").trim_end(), mail.text.trim_end());
        assert_eq!(view.html.as_deref().map(str::trim_end), Some(mail.html.as_str()));
        assert_eq!(list(dir.path()).await.unwrap(), [summary]);
    }

    #[tokio::test]
    async fn the_newest_comes_first_and_the_id_decides_within_a_second() {
        let older = Mail { date: DateTime::from_timestamp(1_600_000_000, 0).unwrap(), ..sample("job_9") };
        let dir = folder_with(&[older, sample("job_1"), sample("job_2")]).await;
        let ids: Vec<_> = list(dir.path()).await.unwrap().into_iter().map(|mail| mail.id).collect();
        assert_eq!(ids, ["job_2", "job_1", "job_9"]);
    }

    #[tokio::test]
    async fn a_mail_without_html_shows_none() {
        let dir = folder_with(&[]).await;
        fs::write(dir.path().join("job_1.eml"), "From: a@example.org\r\nSubject: Hi\r\n\r\nHello\r\n").unwrap();
        assert_eq!(read(dir.path(), "job_1").await.unwrap().unwrap().html, None);
    }

    #[tokio::test]
    async fn strange_files_and_drafts_are_not_mail() {
        let dir = folder_with(&[sample("job_1")]).await;
        for name in [".job_2.1-1", "notes.txt", "a b.eml", "empty.eml", "noise.eml"] {
            let content: &[u8] = if name == "noise.eml" { b"\xff\xfe\0noise" } else { b"" };
            fs::write(dir.path().join(name), content).unwrap();
        }
        fs::create_dir(dir.path().join("folder.eml")).unwrap();
        let ids: Vec<_> = list(dir.path()).await.unwrap().into_iter().map(|mail| mail.id).collect();
        assert_eq!(ids.first().map(String::as_str), Some("job_1"));
        assert!(ids.iter().all(|id| id == "job_1" || id == "noise"), "{ids:?}");
    }

    #[tokio::test]
    async fn an_id_never_leaves_the_folder() {
        let dir = folder_with(&[sample("job_1")]).await;
        fs::create_dir(dir.path().join("sub")).unwrap();
        for id in ["../job_1", "sub/../job_1", "..", "/etc/passwd", "job_1.eml/../job_1", "job_1\0", ""] {
            assert_eq!(read(&dir.path().join("sub"), id).await.unwrap(), None, "{id:?}");
        }
    }

    #[tokio::test]
    async fn a_missing_folder_is_an_empty_mailbox_and_a_file_in_its_place_is_trouble() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(list(&dir.path().join("none")).await.unwrap(), []);
        assert_eq!(read(&dir.path().join("none"), "job_1").await.unwrap(), None);
        fs::write(dir.path().join("file"), "").unwrap();
        assert_eq!(list(&dir.path().join("file")).await.unwrap_err().code(), "unavailable");
    }
}
