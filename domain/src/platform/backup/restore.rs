//! Taking a backup back.

use std::{fs, path::Path};

use super::{DATABASE_FILE, Manifest, PARTS, files, with_end};
use crate::{Error, Result, platform::Settings};

/// Puts a backup into the data folder, after making sure that it is whole; its database where the settings have it.
///
/// # Errors
/// `backup_damaged`; `data_exists` where there is a database already, or a part of one; `backup_elsewhere` where the settings name a
/// database that is no SQLite; `internal` with a sentence for the operator when a file can't be written.
pub fn restore(settings: &Settings, from: &Path) -> Result<Manifest> {
    let Some(file) = settings.sqlite_file() else {
        let detail = "the settings name a database of their own; without database.url it is that of the data folder";
        return Err(Error::conflict("backup_elsewhere", detail));
    };
    let manifest = Manifest::verified(from)?;
    let folder = &settings.storage.data_dir;
    if let Some(part) = PARTS.map(|end| with_end(&file, end)).iter().find(|part| part.exists()) {
        let (place, name) = (file.parent().unwrap_or(folder), part.file_name().unwrap_or_default().to_string_lossy());
        let detail = format!("{} has a database ({name}): move the folder away first", place.display());
        return Err(Error::conflict("data_exists", detail));
    }
    // The database last: a start finds all of it or a folder without any.
    let (database, others): (Vec<_>, Vec<_>) = manifest.files.iter().partition(|entry| entry.path == DATABASE_FILE);
    for entry in others.into_iter().chain(database) {
        let source = files::inside(from, &entry.path)?;
        let target = if entry.path == DATABASE_FILE { file.clone() } else { files::inside(folder, &entry.path)? };
        let draft = with_end(&target, ".restoring");
        let placed = files::copy(&source, &draft).and_then(|()| fs::rename(&draft, &target));
        placed.map_err(|error| Error::internal(format!("{} can't be written: {error}", target.display())))?;
    }
    Ok(manifest)
}
