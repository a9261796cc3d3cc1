//! An archive on this machine while a job looks at it. It has a name, for readers that ask for one: that of the import and the attempt. What
//! a process has left that died is removed by the next attempt here, and by the purge.

use std::{
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
};

use super::Import;
use crate::{Error, Result, archive::unfit, ids::ImportId, jobs::Run, uploads};

/// A file that goes when it is dropped.
pub(super) struct Fetched(PathBuf);

impl Fetched {
    /// Brings the pieces of an archive here.
    ///
    /// # Errors
    /// `invalid_archive` when they are longer or shorter than was announced; the database's and the store's; `job_cancelled`; `internal` when
    /// the disk is full.
    pub(super) async fn bring(run: &Run, import: &Import) -> Result<Self> {
        let folder = run.cx.settings().scratch_dir();
        fs::create_dir_all(&folder).map_err(Error::internal)?;
        tidy(&folder, import.id);
        let path = folder.join(format!("{}{}-{}", prefix(import.id), run.job.id, run.job.attempt));
        let mut file = BufWriter::new(File::create(&path).map_err(Error::internal)?);
        let fetched = Self(path);
        let announced = import.archive.as_ref().map_or(0, |archive| archive.size);
        match uploads::gather(run, import.id.uuid(), announced, &mut file).await? {
            Some(_) => Ok(fetched),
            None => Err(unfit(format!("this is not the file of {announced} bytes that was announced"))),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Fetched {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "an archive could not be removed from the scratch folder");
        }
    }
}

fn prefix(import: ImportId) -> String {
    format!("{import}-")
}

/// Removes what is left of an archive. A run that has it open still reads it.
pub(super) fn tidy(folder: &Path, import: ImportId) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix(import))) {
        if let Err(error) = fs::remove_file(entry.path()) {
            tracing::warn!(%error, path = %entry.path().display(), "a file could not be removed from the scratch folder");
        }
    }
}
