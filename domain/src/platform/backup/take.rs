//! Taking a backup.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{DATABASE_FILE, DRAFT, Manifest, PARTS, files, with_end};
use crate::{
    Error, Result,
    platform::{
        Db, Settings, Sql,
        clock::{Clock, SystemClock},
    },
};

/// Writes a backup into a new folder, which is there whole or not at all.
///
/// # Errors
/// `backup_elsewhere` where the database is no SQLite, or not there; `backup_exists`; `unavailable` when the database can't be opened;
/// `internal` with a sentence for the operator when a file can't be written.
pub async fn take(settings: &Settings, to: &Path) -> Result<Manifest> {
    let Some(database) = settings.sqlite_file() else {
        let detail =
            "only the embedded form is backed up like this; for PostgreSQL use pg_dump, see docs/OPERATIONS.md";
        return Err(Error::conflict("backup_elsewhere", detail));
    };
    if !database.exists() {
        // A connection would make one, and a backup of nothing would look like one of something.
        let detail = format!("there is no database {}: correct storage.data_dir or database.url", database.display());
        return Err(Error::conflict("backup_elsewhere", detail));
    }
    if to.exists() {
        return Err(Error::conflict("backup_exists", format!("{} is there already", to.display())));
    }
    let made_at = SystemClock.now();
    let draft = with_end(to, DRAFT);
    begin(&draft)?;
    let written = write(settings, &database, &draft).await.and_then(|()| {
        let manifest = Manifest::of(&draft, made_at)?;
        manifest.write(&draft)?;
        fs::rename(&draft, to).map_err(|error| unwritten(to, &error))?;
        Ok(manifest)
    });
    if written.is_err() {
        clear(&draft)?;
    }
    written
}

/// Makes the folder of a draft, which nobody else has: what is there may be another backup on its way, or somebody's own.
fn begin(draft: &Path) -> Result<()> {
    let folder = draft.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
    }
    match fs::create_dir(draft) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let why = "another backup is being made there, or was broken off and can be removed";
            Err(Error::conflict("backup_exists", format!("{} is there already: {why}", draft.display())))
        }
        made => made.map_err(|error| unwritten(draft, &error)),
    }
}

async fn write(settings: &Settings, database: &Path, draft: &Path) -> Result<()> {
    let db = Db::connect(settings).await?;
    let mut sql = Sql::new("VACUUM INTO ");
    sql.bind(draft.join(DATABASE_FILE).to_string_lossy().into_owned());
    let copied = sql.run(db.reader()).await;
    db.close().await;
    copied?;
    let folder = &settings.storage.data_dir;
    if !folder.exists() {
        // The settings name a database elsewhere, and nothing else was ever kept.
        return Ok(());
    }
    let parts = parts(database);
    for path in files::below(folder)?.iter().filter(|path| belongs(path) && !is_part(&folder.join(path), &parts)) {
        match files::copy(&folder.join(path), &draft.join(path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(unwritten(&draft.join(path), &error)),
            // Removed meanwhile: nobody speaks of it.
            _ => {}
        }
    }
    Ok(())
}

/// Everything but the database, which has been copied as of one moment, and mails that went to files.
fn belongs(path: &str) -> bool {
    !(path.starts_with(DATABASE_FILE) || path.starts_with("mailbox/") || path.starts_with(".doctor-"))
}

/// The files of the database, by the one name that each has. Under another name than [`DATABASE_FILE`] and in the data folder they would be copied
/// as they are while somebody writes.
fn parts(database: &Path) -> Vec<PathBuf> {
    let database = fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    PARTS.map(|end| with_end(&database, end)).into()
}

fn is_part(file: &Path, parts: &[PathBuf]) -> bool {
    fs::canonicalize(file).is_ok_and(|file| parts.contains(&file))
}

fn clear(draft: &Path) -> Result<()> {
    match fs::remove_dir_all(draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritten(draft, &error)),
        _ => Ok(()),
    }
}

fn unwritten(path: &Path, error: &std::io::Error) -> Error {
    Error::internal(format!("{} can't be written: {error}", path.display()))
}
