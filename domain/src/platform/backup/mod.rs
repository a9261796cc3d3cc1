//! Backups of the embedded form: a folder with the database as of one moment, and every other file of the data folder, with
//! their hashes. Taken while Presswork runs; taken back only whole, into a data folder that has no database.
//!
//! The database comes first. What it speaks of is in files that are there by then and are never changed in place, so a file
//! that comes too late is one that nobody speaks of.

mod files;
mod manifest;
mod restore;
mod take;

use std::path::{Path, PathBuf};

pub use manifest::Manifest;
pub use restore::restore;
pub use take::take;

use super::settings::DATABASE_FILE;

/// How the files end that are one database: of one whose process was killed there are several, and what is left of it would be read into the
/// one that is put beside.
const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];
/// How the name of a backup ends that is not whole yet.
const DRAFT: &str = ".partial";
/// The file that tells what belongs to a backup.
const MANIFEST: &str = "manifest.json";

/// A path with something behind its name.
fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(end);
    path.with_file_name(name)
}
