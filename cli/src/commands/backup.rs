//! `presswork backup` and `presswork restore`: the embedded form, copied as of one moment and taken back.

use std::path::Path;

use presswork_domain::platform::{
    Settings,
    backup::{self, Manifest},
};

use crate::{Failure, out};

pub(crate) async fn take(settings: &Settings, folder: &Path) -> Result<(), Failure> {
    let made = backup::take(settings, folder).await.map_err(|error| Failure::of(&error, settings))?;
    out::print(&format!("{} holds {}\n", folder.display(), told(&made)))
}

pub(crate) fn restore(settings: &Settings, folder: &Path) -> Result<(), Failure> {
    let back = backup::restore(settings, folder).map_err(|error| Failure::of(&error, settings))?;
    out::print(&format!("{} holds {}, as of {}\n", settings.storage.data_dir.display(), told(&back), back.made_at))
}

fn told(manifest: &Manifest) -> String {
    let bytes: u64 = manifest.files.iter().map(|file| file.size).sum();
    format!("{} files, {} KiB", manifest.files.len(), bytes.div_ceil(1024))
}
