//! Taking a backup.

use std::{fs, io::ErrorKind, path::Path};

use super::{DATABASE_FILE, Manifest, files};
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
/// `backup_elsewhere` where the database is no SQLite; `backup_exists`; `unavailable` when the database can't be opened;
/// `internal` with a sentence for the operator when a file can't be written.
pub async fn take(settings: &Settings, to: &Path) -> Result<Manifest> {
    if !settings.is_sqlite() {
        let detail =
            "only the embedded form is backed up like this; for PostgreSQL use pg_dump, see docs/OPERATIONS.md";
        return Err(Error::conflict("backup_elsewhere", detail));
    }
    if to.exists() {
        return Err(Error::conflict("backup_exists", format!("{} is there already", to.display())));
    }
    let made_at = SystemClock.now();
    let draft = to.with_extension("partial");
    clear(&draft)?;
    fs::create_dir_all(&draft).map_err(|error| unwritten(&draft, &error))?;
    let written = write(settings, &draft).await.and_then(|()| {
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

async fn write(settings: &Settings, draft: &Path) -> Result<()> {
    let db = Db::connect(settings).await?;
    let mut sql = Sql::new("VACUUM INTO ");
    sql.bind(draft.join(DATABASE_FILE).to_string_lossy().into_owned());
    let copied = sql.run(db.reader()).await;
    db.close().await;
    copied?;
    let folder = &settings.storage.data_dir;
    for path in files::below(folder)?.iter().filter(|path| belongs(path)) {
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

fn clear(draft: &Path) -> Result<()> {
    match fs::remove_dir_all(draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritten(draft, &error)),
        _ => Ok(()),
    }
}

fn unwritten(path: &Path, error: &std::io::Error) -> Error {
    Error::internal(format!("{} can't be written: {error}", path.display()))
}
