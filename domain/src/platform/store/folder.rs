//! Files in a local folder.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use object_store::local::LocalFileSystem;

use super::{Kind, Store};
use crate::{Error, Result};

impl Store {
    /// In this folder, which is made when missing.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator.
    pub fn folder(root: PathBuf) -> Result<Self> {
        let failed = |error: &dyn std::fmt::Display| {
            Error::internal(format!("the folder of media {} can't be used: {error}", root.display()))
        };
        std::fs::create_dir_all(&root).map_err(|error| failed(&error))?;
        let objects = LocalFileSystem::new_with_prefix(&root).map_err(|error| failed(&error))?;
        let objects = objects.with_automatic_cleanup(true).with_fsync(true);
        Ok(Self { objects: Arc::new(objects), kind: Kind::Folder(root) })
    }
}

/// Removes what a writing of this name has left that was never finished.
pub(super) async fn remove_unfinished(root: &Path, key: &str) -> Result<()> {
    let path = root.join(object_store::path::Path::from(key).to_string());
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(()) };
    let unfinished = format!("{}#", name.to_string_lossy());
    let mut entries = match tokio::fs::read_dir(parent).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::unavailable("storage", error)),
    };
    while let Some(entry) = entries.next_entry().await.map_err(|error| Error::unavailable("storage", error))? {
        if entry.file_name().to_string_lossy().starts_with(&unfinished) {
            tokio::fs::remove_file(entry.path()).await.map_err(|error| Error::unavailable("storage", error))?;
        }
    }
    // Goes only when it is empty, which is what is wanted.
    let _ = tokio::fs::remove_dir(parent).await;
    Ok(())
}
