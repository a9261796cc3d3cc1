//! What belongs to a backup.

use std::{fs, path::Path};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{MANIFEST, files};
use crate::{Error, Result};

/// The form that this release writes and reads.
const FORM: u32 = 1;

/// What belongs to a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The form of the backup.
    pub form: u32,
    /// The release that made it.
    pub version: String,
    /// When it was begun.
    pub made_at: DateTime<Utc>,
    /// Its files.
    pub files: Vec<Entry>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path in the backup, with `/` between folders.
    pub path: String,
    /// Its length, in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    pub(super) fn of(folder: &Path, made_at: DateTime<Utc>) -> Result<Self> {
        let paths = files::below(folder)?;
        let entries = paths.into_iter().map(|path| {
            let (size, sha256) = files::digest(&folder.join(&path))?;
            Ok(Entry { path, size, sha256 })
        });
        let files = entries.collect::<Result<_>>()?;
        Ok(Self { form: FORM, version: env!("CARGO_PKG_VERSION").to_owned(), made_at, files })
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(Error::internal)?;
        fs::write(folder.join(MANIFEST), text).map_err(Error::internal)
    }

    /// Reads it, and makes sure that every file is there as it was written.
    pub(super) fn verified(folder: &Path) -> Result<Self> {
        let refused = |detail: String| Error::conflict("backup_damaged", detail);
        let text = fs::read_to_string(folder.join(MANIFEST))
            .map_err(|error| refused(format!("{} is no backup: {MANIFEST}: {error}", folder.display())))?;
        let manifest: Self =
            serde_json::from_str(&text).map_err(|error| refused(format!("{MANIFEST} can't be read: {error}")))?;
        if manifest.form != FORM {
            return Err(refused(format!("this release reads backups of form {FORM}, this one has {}", manifest.form)));
        }
        for entry in &manifest.files {
            let found = files::inside(folder, &entry.path).and_then(|path| files::digest(&path));
            let (size, sha256) = found.map_err(|_| refused(format!("{} is missing", entry.path)))?;
            if (size, &sha256) != (entry.size, &entry.sha256) {
                return Err(refused(format!("{} is not what was backed up", entry.path)));
            }
        }
        Ok(manifest)
    }
}
