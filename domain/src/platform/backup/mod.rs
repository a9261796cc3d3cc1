//! Backups of the embedded form: a folder with the database as of one moment, and every other file of the data folder, with
//! their hashes. Taken while Presswork runs; taken back only whole, into a data folder that has no database.
//!
//! The database comes first. What it speaks of is in files that are there by then and are never changed in place, so a file
//! that comes too late is one that nobody speaks of.

mod files;
mod manifest;
mod restore;
mod take;

pub use manifest::Manifest;
pub use restore::restore;
pub use take::take;

use super::settings::DATABASE_FILE;

/// The file that tells what belongs to a backup.
const MANIFEST: &str = "manifest.json";
