//! Writing an archive, entry by entry, into a file that has no name and goes with the process.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek, Write},
    path::Path,
};

use sha2::{Digest, Sha256};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::manifest::Manifest;
use crate::{Error, Result, platform::hex};

/// The entry of the manifest.
pub(crate) const MANIFEST: &str = "manifest.json";

/// An archive in the making.
pub(crate) struct Writer {
    zip: ZipWriter<BufWriter<File>>,
    manifest: Manifest,
    entry: Option<Entry>,
}

/// The entry that is being written.
struct Entry {
    path: String,
    bytes: u64,
    hash: Sha256,
}

/// A file of this folder that goes with the process.
pub(crate) fn scratch(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).map_err(Error::internal)?;
    tempfile::tempfile_in(folder).map_err(Error::internal)
}

impl Writer {
    /// An empty one, that takes its place in this folder.
    ///
    /// # Errors
    /// `internal` when the folder can't be written.
    pub(crate) fn new(folder: &Path) -> Result<Self> {
        let zip = ZipWriter::new(BufWriter::new(scratch(folder)?));
        Ok(Self { zip, manifest: Manifest::new(scratch(folder)?), entry: None })
    }

    /// Begins an entry of text.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(crate) fn begin(&mut self, path: &str) -> Result<()> {
        // Nobody knows yet how long it becomes.
        self.start(path, options(CompressionMethod::Deflated).large_file(true))
    }

    /// Begins an entry of so many bytes that are packed already.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub(crate) fn begin_packed(&mut self, path: &str, bytes: u64) -> Result<()> {
        self.start(path, options(CompressionMethod::Stored).large_file(bytes >= u64::from(u32::MAX)))
    }

    fn start(&mut self, path: &str, options: SimpleFileOptions) -> Result<()> {
        self.end()?;
        self.zip.start_file(path, options).map_err(Error::internal)?;
        self.entry = Some(Entry { path: path.to_owned(), bytes: 0, hash: Sha256::new() });
        Ok(())
    }

    /// Adds to the entry.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.zip.write_all(bytes).map_err(Error::internal)?;
        if let Some(entry) = &mut self.entry {
            entry.bytes += bytes.len() as u64;
            entry.hash.update(bytes);
        }
        Ok(())
    }

    /// A whole entry of text.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub(crate) fn add(&mut self, path: &str, text: &str) -> Result<()> {
        self.start(path, options(CompressionMethod::Deflated))?;
        self.write(text.as_bytes())
    }

    /// Notes down what should be here and was not to be had.
    pub(crate) fn missing(&mut self, path: &str) {
        self.manifest.missing(path);
    }

    fn end(&mut self) -> Result<()> {
        let Some(Entry { path, bytes, hash }) = self.entry.take() else { return Ok(()) };
        self.manifest.add(&path, bytes, &hex(&hash.finalize()))
    }

    /// Adds the manifest. The file stands at its beginning.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub(crate) fn finish(mut self, kind: &str) -> Result<File> {
        self.end()?;
        self.zip
            .start_file(MANIFEST, options(CompressionMethod::Deflated).large_file(true))
            .map_err(Error::internal)?;
        self.manifest.write(kind, &mut self.zip)?;
        let file = self.zip.finish().map_err(Error::internal)?;
        let mut file = file.into_inner().map_err(|error| Error::internal(error.into_error()))?;
        file.rewind().map_err(Error::internal)?;
        Ok(file)
    }
}

/// To copy into an entry.
impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::write(self, bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The same for every entry, whenever and wherever it is written.
fn options(method: CompressionMethod) -> SimpleFileOptions {
    let level = (method == CompressionMethod::Deflated).then_some(6);
    let options = SimpleFileOptions::default().compression_method(method).compression_level(level);
    options.last_modified_time(DateTime::default()).unix_permissions(0o644)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn written(folder: &Path) -> Vec<u8> {
        let mut writer = Writer::new(folder).unwrap();
        writer.add("README.md", "What is what.\n").unwrap();
        writer.begin("users.jsonl").unwrap();
        writer.write(b"{}\n").unwrap();
        writer.begin_packed("media/a.webp", 3).unwrap();
        writer.write(&[1, 2, 3]).unwrap();
        writer.missing("media/b.webp");
        let mut bytes = Vec::new();
        writer.finish("site").unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn the_same_content_makes_the_same_bytes_and_a_manifest_that_says_what_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = written(folder.path());
        assert_eq!(bytes, written(folder.path()));
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(MANIFEST).unwrap().read_to_string(&mut text).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["missing"], serde_json::json!(["media/b.webp"]));
        let picture = &manifest["files"][2];
        assert_eq!((&picture["path"], &picture["bytes"]), (&"media/a.webp".into(), &3.into()));
        assert_eq!(picture["sha256"], hex(&Sha256::digest([1, 2, 3])));
    }
}
