//! The manifest of an archive, as it grows. It is kept in a file: an archive may have very many entries.

use std::{
    fs::File,
    io::{BufWriter, Seek, Write},
};

use serde_json::json;

use crate::{Error, Result};

/// What the format is called.
pub(crate) const FORMAT: &str = "presswork";
/// Its version. One that means something else has another number; one that has more tables has not (see `Table::later`).
pub(crate) const VERSION: u32 = 1;

/// The entries so far.
pub(super) struct Manifest {
    files: BufWriter<File>,
    count: u64,
    missing: Vec<String>,
}

impl Manifest {
    pub(super) fn new(file: File) -> Self {
        Self { files: BufWriter::new(file), count: 0, missing: Vec::new() }
    }

    /// One more entry.
    pub(super) fn add(&mut self, path: &str, bytes: u64, sha256: &str) -> Result<()> {
        let between = if self.count == 0 { "" } else { ",\n" };
        let entry = json!({ "path": path, "bytes": bytes, "sha256": sha256 });
        write!(self.files, "{between}    {entry}").map_err(Error::internal)?;
        self.count += 1;
        Ok(())
    }

    /// A file that should be there and was not to be had.
    pub(super) fn missing(&mut self, path: &str) {
        self.missing.push(path.to_owned());
    }

    /// Writes it.
    pub(super) fn write(self, kind: &str, into: &mut impl Write) -> Result<()> {
        let mut files = self.files.into_inner().map_err(|error| Error::internal(error.into_error()))?;
        files.rewind().map_err(Error::internal)?;
        let (kind, missing) = (json!(kind), json!(self.missing));
        let head = format!("{{\n  \"format\": \"{FORMAT}\",\n  \"version\": {VERSION},\n  \"kind\": {kind},\n");
        write!(into, "{head}  \"missing\": {missing},\n  \"files\": [\n").map_err(Error::internal)?;
        std::io::copy(&mut files, into).map_err(Error::internal)?;
        into.write_all(b"\n  ]\n}\n").map_err(Error::internal)
    }
}
