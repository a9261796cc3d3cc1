//! Opening an archive that anybody may have made. Nothing in it names a file of ours: entries are looked up by the names that a site has,
//! and any other name is refused. Lengths are those that come out, not those that are claimed.

mod directory;

use std::{
    collections::HashSet,
    fs::File,
    io::{self, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipArchive};

use super::{
    LINE_MAX, SITE,
    manifest::{FORMAT, VERSION},
    writer::{MANIFEST, scratch},
};
use crate::{Error, Result, platform::hex};

/// Most entries.
const ENTRIES_MAX: u64 = 2_000_000;
/// Most bytes of the manifest for each entry: what is written of one with the longest name, that of the file of a picture, has less than 250.
const LISTED_MAX: u64 = 300;
/// Most bytes of the manifest besides. It names the files that the store had lost, too, which are no entries: as many as a hundred thousand.
const MISSING_MAX: u64 = 16 << 20;

/// An archive that is whole.
pub(crate) struct Reader {
    zip: ZipArchive<BufReader<File>>,
    scratch: PathBuf,
    /// SHA-256 of the manifest: what tells an archive from others.
    pub sha256: String,
    /// How many lines its tables have.
    pub rows: u64,
}

#[derive(Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    kind: String,
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    bytes: u64,
    sha256: String,
}

/// The refusal of an archive.
pub(crate) fn unfit(detail: impl Into<String>) -> Error {
    Error::malformed("invalid_archive", detail)
}

impl Reader {
    /// Opens the file of an archive.
    ///
    /// # Errors
    /// `invalid_archive` with a sentence about what is wrong with it.
    pub(crate) fn open(path: &Path, scratch: PathBuf, most_bytes: u64) -> Result<Self> {
        let file = File::open(path).map_err(|error| unfit(format!("{} can't be read: {error}", path.display())))?;
        Self::of(file, scratch, most_bytes)
    }

    /// Opens an archive of a site, and makes sure that all of it is what its manifest says.
    ///
    /// # Errors
    /// `invalid_archive` with a sentence about what is wrong with it.
    pub(crate) fn of(file: File, scratch: PathBuf, most_bytes: u64) -> Result<Self> {
        let mut zip = Self::zip(file, ENTRIES_MAX)?;
        names_are_known(&zip)?;
        let text = manifest(&mut zip)?;
        let sha256 = hex(&Sha256::digest(&text));
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|error| unfit(format!("{MANIFEST} can't be read: {error}")))?;
        agrees(&zip, &manifest, most_bytes)?;
        let mut rows = 0;
        for listed in &manifest.files {
            rows += checked(&mut zip, listed)?;
        }
        Ok(Self { zip, scratch, sha256, rows })
    }

    /// Opens any zip of at most so many entries, whatever is in it.
    ///
    /// # Errors
    /// `invalid_archive` where it has more, or is none.
    pub(crate) fn zip(file: File, entries_max: u64) -> Result<ZipArchive<BufReader<File>>> {
        directory::open(file, entries_max)
    }

    /// A whole entry as a file that goes with the process; none when there is no such entry.
    ///
    /// # Errors
    /// `invalid_archive`; `internal` when the disk is full.
    pub(crate) fn unpacked(&mut self, name: &str) -> Result<Option<File>> {
        let Some(at) = self.zip.index_for_name(name) else { return Ok(None) };
        let mut entry = self.zip.by_index(at).map_err(|error| unfit(format!("{name}: {error}")))?;
        let mut file = scratch(&self.scratch)?;
        io::copy(&mut entry, &mut file).map_err(|error| unfit(format!("{name}: {error}")))?;
        file.flush().and_then(|()| file.rewind()).map_err(Error::internal)?;
        Ok(Some(file))
    }

    /// Whether there is an entry of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// A whole entry of at most so many bytes; none when there is no such entry, or it is longer.
    ///
    /// # Errors
    /// `invalid_archive`.
    pub(crate) fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>> {
        let Some(at) = self.zip.index_for_name(name) else { return Ok(None) };
        let entry = self.zip.by_index(at).map_err(|error| unfit(format!("{name}: {error}")))?;
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).map_err(|error| unfit(format!("{name}: {error}")))?;
        Ok((bytes.len() as u64 <= most).then_some(bytes))
    }
}

/// Whether a site has files of this name.
fn is_known(name: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let parts: Vec<_> = name.split('/').collect();
    match parts.as_slice() {
        [file] => *file == MANIFEST || *file == "README.md" || SITE.iter().any(|table| table.file == *file),
        ["posts", file] => file.strip_suffix(".md").is_some_and(plain),
        ["media", hash, file] => {
            hash.len() == 64
                && plain(hash)
                && file.split_once('.').is_some_and(|(name, kind)| plain(name) && plain(kind))
        }
        _ => false,
    }
}

fn names_are_known(zip: &ZipArchive<BufReader<File>>) -> Result<()> {
    let unknown = zip.file_names_raw().find(|raw| !str::from_utf8(raw).is_ok_and(is_known));
    match unknown.map(String::from_utf8_lossy) {
        Some(name) => {
            let name: String = name.chars().take(200).collect();
            Err(unfit(format!("{name:?} is no file of an archive of a site")))
        }
        None => Ok(()),
    }
}

fn manifest(zip: &mut ZipArchive<BufReader<File>>) -> Result<Vec<u8>> {
    let at = zip.index_for_name(MANIFEST).ok_or_else(|| unfit(format!("{MANIFEST} is missing")))?;
    let most = zip.len() as u64 * LISTED_MAX + MISSING_MAX;
    let entry = zip.by_index(at).map_err(|error| unfit(format!("{MANIFEST}: {error}")))?;
    let mut text = Vec::new();
    entry.take(most + 1).read_to_end(&mut text).map_err(|error| unfit(format!("{MANIFEST}: {error}")))?;
    if text.len() as u64 > most { Err(unfit(format!("{MANIFEST} is too long"))) } else { Ok(text) }
}

/// It is of a version that is understood, of a whole site, and lists exactly what there is.
fn agrees(zip: &ZipArchive<BufReader<File>>, manifest: &Manifest, most_bytes: u64) -> Result<()> {
    if manifest.format != FORMAT {
        return Err(unfit("this is an archive of something else than Presswork"));
    }
    if manifest.version != VERSION {
        let versions =
            format!("version {} of the format is not understood here, only version {VERSION}", manifest.version);
        return Err(unfit(versions));
    }
    if manifest.kind != "site" {
        return Err(unfit("this is an archive of what one person has; only whole sites are imported"));
    }
    let listed: HashSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    if listed.len() != manifest.files.len() {
        return Err(unfit(format!("{MANIFEST} lists a file twice")));
    }
    let mut names = zip.file_names_raw().filter_map(|raw| str::from_utf8(raw).ok());
    if let Some(name) = names.find(|name| *name != MANIFEST && !listed.contains(name)) {
        return Err(unfit(format!("{name} is not in {MANIFEST}")));
    }
    if let Some(table) = SITE.iter().find(|table| !table.later && !listed.contains(table.file)) {
        return Err(unfit(format!("{} is missing", table.file)));
    }
    let whole = manifest.files.iter().try_fold(0_u64, |sum, file| sum.checked_add(file.bytes));
    match whole {
        Some(bytes) if bytes <= most_bytes => Ok(()),
        _ => Err(unfit(format!("unpacked, it has more than {most_bytes} bytes"))),
    }
}

/// Makes sure that an entry has the length and the hash that the manifest says, and unpacks no more than that; tells how many lines a table
/// has.
fn checked(zip: &mut ZipArchive<BufReader<File>>, listed: &Listed) -> Result<u64> {
    let Listed { path, bytes, sha256 } = listed;
    let at = zip.index_for_name(path).ok_or_else(|| unfit(format!("{path} is missing")))?;
    let entry = zip.by_index(at).map_err(|error| unfit(format!("{path}: {error}")))?;
    if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) || entry.encrypted() {
        return Err(unfit(format!("{path} is packed in a way that archives are not")));
    }
    let (mut entry, mut hash) = (entry.take(bytes.saturating_add(1)), Sha256::new());
    let (mut piece, mut length, mut line, mut lines) = (vec![0; 1 << 16], 0_u64, 0_usize, 0_u64);
    let is_lines = path.rsplit_once('.').is_some_and(|(_, kind)| kind == "jsonl");
    loop {
        let read = entry.read(&mut piece).map_err(|error| unfit(format!("{path}: {error}")))?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        length += read as u64;
        for part in piece[..read].split_inclusive(|byte| *byte == b'\n').filter(|_| is_lines) {
            line += part.len();
            if line > LINE_MAX {
                return Err(unfit(format!("{path} has a line that is longer than {LINE_MAX} bytes")));
            }
            if part.ends_with(b"\n") {
                (line, lines) = (0, lines + 1);
            }
        }
    }
    if length == *bytes && hex(&hash.finalize()) == *sha256 {
        Ok(lines)
    } else {
        Err(unfit(format!("{path} is not what {MANIFEST} says")))
    }
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn no_name_leads_anywhere() {
        let hash = "a".repeat(64);
        for name in [
            "users.jsonl",
            "manifest.json",
            "posts/post_01h455vb4pex5vsknk084sn02q.md",
            &format!("media/{hash}/640.webp"),
        ] {
            assert!(is_known(name), "{name}");
        }
        for name in [
            "",
            "/users.jsonl",
            "../users.jsonl",
            "posts/../users.jsonl",
            "posts/../../etc/passwd.md",
            "posts/.md",
            "posts\\x.md",
            "media/short/640.webp",
            &format!("media/{hash}/../x.webp"),
            &format!("media/{hash}/640"),
            "evil.sh",
            "posts/",
        ] {
            assert!(!is_known(name), "{name}");
        }
    }
}
