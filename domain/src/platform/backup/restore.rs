//! Taking a backup back.

use std::{fs, path::Path};

use super::{DATABASE_FILE, Manifest, files};
use crate::{Error, Result, platform::Settings};

/// How the files end that are one database: of one whose process was killed there are several, and what is left of it would be read into the
/// one that is put beside.
const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Puts a backup into the data folder, after making sure that it is whole.
///
/// # Errors
/// `backup_damaged`; `data_exists` where there is a database already, or a part of one; `backup_elsewhere` where the settings name another
/// database than that of the data folder; `internal` with a sentence for the operator when a file can't be written.
pub fn restore(settings: &Settings, from: &Path) -> Result<Manifest> {
    if !settings.database.url.is_empty() {
        let detail = "the settings name a database of their own; without database.url it is that of the data folder";
        return Err(Error::conflict("backup_elsewhere", detail));
    }
    let manifest = Manifest::verified(from)?;
    let folder = &settings.storage.data_dir;
    let parts = PARTS.map(|end| format!("{DATABASE_FILE}{end}"));
    if let Some(part) = parts.iter().find(|part| folder.join(part).exists()) {
        let detail = format!("{} has a database ({part}): move the folder away first", folder.display());
        return Err(Error::conflict("data_exists", detail));
    }
    // The database last: a start finds all of it or a folder without any.
    let (database, others): (Vec<_>, Vec<_>) = manifest.files.iter().partition(|entry| entry.path == DATABASE_FILE);
    for entry in others.into_iter().chain(database) {
        let (source, target) = (files::inside(from, &entry.path)?, files::inside(folder, &entry.path)?);
        let draft = target.with_extension("restoring");
        let placed = files::copy(&source, &draft).and_then(|()| fs::rename(&draft, &target));
        placed.map_err(|error| Error::internal(format!("{} can't be written: {error}", target.display())))?;
    }
    Ok(manifest)
}
