//! The one document that an export of another product is: a file, or the only one of its kind in a zip.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
    path::{Path, PathBuf},
};

use zip::ZipArchive;

use super::{Bounded, sha256};
use crate::{
    Error, Result,
    archive::{Reader, unfit},
};

/// Most bytes of what is held of a document at a time, such as a post with its comments.
pub(in crate::imports) const PIECE_MAX: u64 = 64 << 20;
/// Most bytes of a document, unpacked, and of what is made of it.
pub(super) const BYTES_MAX: u64 = 64 << 30;
/// Most entries of a zip.
const ENTRIES_MAX: u64 = 1_000_000;

/// A document that can be read from its beginning, as often as wanted.
#[derive(Clone)]
pub(in crate::imports) struct Document {
    path: PathBuf,
    /// Its place in a zip.
    entry: Option<usize>,
    /// SHA-256 of the file.
    pub sha256: String,
}

impl Document {
    /// Finds it. `ending` is that of its name in a zip, such as `.json`; names that begin with `but` are something else.
    ///
    /// # Errors
    /// `invalid_archive` where there is none, or more than one.
    pub(in crate::imports) fn find(path: &Path, ending: &str, but: &str) -> Result<Self> {
        let unread = |error: io::Error| unfit(format!("{} can't be read: {error}", path.display()));
        let mut file = File::open(path).map_err(unread)?;
        let sha256 = sha256(&mut file).map_err(unread)?;
        let mut start = Vec::new();
        file.rewind().and_then(|()| (&file).take(4).read_to_end(&mut start)).map_err(unread)?;
        let entry = if start.starts_with(b"PK") { Some(only(&zip(path)?, ending, but)?) } else { None };
        Ok(Self { path: path.to_owned(), entry, sha256 })
    }

    /// What lies in the same zip under these names, one of each at most: as a text, and none where it is no text, or longer than so many bytes.
    ///
    /// # Errors
    /// `invalid_archive` where it can't be unpacked.
    pub(in crate::imports) fn beside(&self, names: &[&str], most: u64) -> Result<Vec<(String, Option<String>)>> {
        let mut found = Vec::new();
        if self.entry.is_none() {
            return Ok(found);
        }
        let mut archive = zip(&self.path)?;
        for wanted in names {
            let is_wanted = |raw: &[u8]| last_part(&String::from_utf8_lossy(raw)).as_deref() == Some(*wanted);
            let Some(at) = archive.file_names_raw().position(is_wanted) else { continue };
            let entry = archive.by_index(at).map_err(|error| unfit(format!("it can't be unpacked: {error}")))?;
            let (name, mut bytes) = (String::from_utf8_lossy(entry.name_raw()).into_owned(), Vec::new());
            let is_whole = entry.take(most + 1).read_to_end(&mut bytes).is_ok_and(|length| length as u64 <= most);
            found.push((name, String::from_utf8(bytes).ok().filter(|_| is_whole)));
        }
        Ok(found)
    }

    /// Reads it.
    ///
    /// # Errors
    /// `invalid_archive` where it can't be read, or is not in UTF-8; those of `reading`.
    pub(in crate::imports) fn read<T>(&self, reading: impl FnOnce(Bounded<'_>) -> Result<T>) -> Result<T> {
        let mut archive;
        let bytes: Box<dyn Read + '_> = match self.entry {
            None => {
                let unread = |error| unfit(format!("{} can't be read: {error}", self.path.display()));
                Box::new(File::open(&self.path).map_err(unread)?)
            }
            Some(at) => {
                archive = zip(&self.path)?;
                Box::new(archive.by_index(at).map_err(|error| unfit(format!("it can't be unpacked: {error}")))?)
            }
        };
        let limited: Box<dyn Read + '_> = Box::new(bytes.take(BYTES_MAX));
        let mut buffer = BufReader::with_capacity(1 << 16, limited);
        let start = buffer.fill_buf().map_err(|error| unfit(format!("it can't be unpacked: {error}")))?;
        if start.starts_with(&[0xff, 0xfe])
            || start.starts_with(&[0xfe, 0xff])
            || start.iter().take(4).any(|it| *it == 0)
        {
            return Err(unfit("it is in UTF-16 or UTF-32, or not a text; only UTF-8 is understood"));
        }
        let mark = if start.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        buffer.consume(mark);
        reading(Bounded::new(buffer))
    }
}

fn zip(path: &Path) -> Result<ZipArchive<BufReader<File>>> {
    Reader::zip(File::open(path).map_err(Error::internal)?, ENTRIES_MAX)
}

/// The last part of a name, in lower case; none of what is hidden.
fn last_part(name: &str) -> Option<String> {
    let last = name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let is_hidden = last.starts_with('.') || name.starts_with("__MACOSX/");
    (!is_hidden).then_some(last)
}

/// The place of the only entry that is meant.
fn only(zip: &ZipArchive<BufReader<File>>, ending: &str, but: &str) -> Result<usize> {
    let mut found = Vec::new();
    for (at, name) in zip.file_names_raw().map(String::from_utf8_lossy).enumerate() {
        if last_part(&name).is_some_and(|last| last.ends_with(ending) && !last.starts_with(but)) {
            found.push((at, name.into_owned()));
        }
    }
    match found.as_slice() {
        [(at, _)] => Ok(*at),
        [] => Err(unfit(format!("there is no {ending} file in this zip archive"))),
        [(_, one), (_, other), ..] => Err(unfit(format!(
            "there is more than one {ending} file in this zip archive, {one} and {other}: take one at a time"
        ))),
    }
}
