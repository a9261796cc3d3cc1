//! Mail as files, for development and tests: `<id>.eml` in one folder.
//!
//! A reader never sees half a mail: it is written beside its place, flushed to disk and then renamed. The name is the id, so
//! a repeated job replaces its own file.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use tokio::task::spawn_blocking;

use super::{Letterhead, Mail, Mailer};
use crate::error::{Error, Result};

/// Drops mail into a folder, which it makes when needed.
#[derive(Debug, Clone)]
pub struct FolderMailer {
    folder: PathBuf,
    letterhead: Letterhead,
}

impl FolderMailer {
    /// A mailer into this folder.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, letterhead: Letterhead) -> Self {
        Self { folder: folder.into(), letterhead }
    }
}

#[async_trait]
impl Mailer for FolderMailer {
    async fn send(&self, mail: &Mail) -> Result<()> {
        let message = self.letterhead.compose(mail)?.formatted();
        let (folder, id) = (self.folder.clone(), mail.message_id.clone());
        spawn_blocking(move || put(&folder, &id, &message))
            .await
            .map_err(Error::internal)?
            .map_err(|error| Error::unavailable("mail folder", error))
    }
}

fn put(folder: &Path, id: &str, message: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let draft = folder.join(draft_name(id));
    let written = write(&draft, message).and_then(|()| fs::rename(&draft, folder.join(format!("{id}.eml"))));
    if written.is_err() {
        // The failure itself is what gets reported; a draft that can't be removed either is ignored by readers.
        let _ = fs::remove_file(&draft);
    }
    written?;
    File::open(folder)?.sync_all()
}

/// Unlike every other draft's, also of the same mail sent twice at once or by two processes. Readers skip the dot.
fn draft_name(id: &str) -> String {
    static DRAFTS: AtomicU64 = AtomicU64::new(0);
    format!(".{id}.{}-{}", process::id(), DRAFTS.fetch_add(1, Ordering::Relaxed))
}

fn write(path: &Path, message: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(message)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::{super::letterhead::tests::letterhead, super::mail::tests::sample, *};

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn the_same_mail_sent_twice_leaves_one_file() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("not/there/yet");
        let mailer = FolderMailer::new(&folder, letterhead());
        mailer.send(&sample("job_1")).await.unwrap();
        mailer.send(&sample("job_1")).await.unwrap();
        mailer.send(&sample("job_2")).await.unwrap();
        assert_eq!(names(&folder), ["job_1.eml", "job_2.eml"]);
    }

    #[tokio::test]
    async fn the_same_mail_sent_many_times_at_once_leaves_one_whole_file() {
        let dir = tempfile::tempdir().unwrap();
        let mailer = FolderMailer::new(dir.path(), letterhead());
        let mail = sample("job_1");
        for sent in futures::future::join_all((0..20).map(|_| mailer.send(&mail))).await {
            sent.unwrap();
        }
        assert_eq!(names(dir.path()), ["job_1.eml"]);
        let expected = letterhead().compose(&mail).unwrap().formatted();
        assert_eq!(fs::read(dir.path().join("job_1.eml")).unwrap(), expected);
    }

    #[tokio::test]
    async fn a_folder_that_can_not_be_written_is_worth_a_retry() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a-file");
        fs::write(&file, "in the way").unwrap();
        let error = FolderMailer::new(file.join("mail"), letterhead()).send(&sample("job_1")).await.unwrap_err();
        assert_eq!(error.code(), "unavailable");
    }

    #[tokio::test]
    async fn a_place_that_is_taken_leaves_no_draft_behind() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("job_1.eml/occupied")).unwrap();
        let error = FolderMailer::new(dir.path(), letterhead()).send(&sample("job_1")).await.unwrap_err();
        assert_eq!(error.code(), "unavailable");
        assert_eq!(names(dir.path()), ["job_1.eml"]);
    }

    #[tokio::test]
    async fn an_id_that_leaves_the_folder_is_refused_and_writes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("mail");
        let error = FolderMailer::new(&folder, letterhead()).send(&sample("../escaped")).await.unwrap_err();
        assert_eq!(error.code(), "validation_failed");
        assert!(names(dir.path()).is_empty());
    }
}
