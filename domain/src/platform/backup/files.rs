//! Files and folders.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{DATABASE_FILE, DRAFT, MANIFEST};
use crate::{Error, Result, platform::hex};

/// The paths of all files below a folder, in order, with `/` between folders. Links are passed over, and so are backups in it: one that has
/// all before it in it is twice as large as the last.
pub(super) fn below(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    collect(folder, "", &mut found).map_err(Error::internal)?;
    found.sort_unstable();
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let (entry, kind) = entry.and_then(|entry| entry.file_type().map(|kind| (entry, kind)))?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if kind.is_dir() {
            if !is_backup(&entry.path()) {
                collect(&entry.path(), &format!("{path}/"), found)?;
            }
        } else if kind.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether a folder is a backup, or what one that was broken off has left.
fn is_backup(folder: &Path) -> bool {
    let named_so = folder.file_name().is_some_and(|name| name.to_string_lossy().ends_with(DRAFT));
    folder.join(DATABASE_FILE).exists() && (named_so || folder.join(MANIFEST).exists())
}

/// A path below a folder; never one that leads out of it.
pub(super) fn inside(folder: &Path, path: &str) -> Result<PathBuf> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let refused = || Error::conflict("backup_damaged", format!("{path:?} is no path of a backup"));
    if plain && !path.is_empty() { Ok(folder.join(path)) } else { Err(refused()) }
}

/// The length and the SHA-256 of a file, in hexadecimal.
pub(super) fn digest(path: &Path) -> Result<(u64, String)> {
    let mut file = File::open(path).map_err(Error::internal)?;
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(Error::internal)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        size += read as u64;
    }
    Ok((size, hex(&hash.finalize())))
}

/// Copies a file with its permissions, making the folders on the way, down to the disk.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to)?;
    File::open(to)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_of_a_backup_leads_out_of_it() {
        for path in ["../x", "/etc/passwd", "a/../../x", ""] {
            assert!(inside(Path::new("/backup"), path).is_err(), "{path}");
        }
        assert_eq!(inside(Path::new("/backup"), "keys/a.pem").unwrap(), Path::new("/backup/keys/a.pem"));
    }
}
