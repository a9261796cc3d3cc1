//! What is kept in files.

use std::path::Path;

use super::Finding;
use crate::{
    Error,
    platform::{Settings, token},
};

const PART: &str = "files";
/// Less room than this is soon none: a picture, an export or a night of logs.
const ROOM: u64 = 256 << 20;

/// Whether the data folder can be written to, and how much room there is.
pub(super) fn folder(settings: &Settings) -> Finding {
    let folder = &settings.storage.data_dir;
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&probe, [0; 4096]));
    // Nothing to remove where nothing was written.
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => room(folder),
        Err(error) => Finding::ill(
            PART,
            format!("{} can't be written to: {error}", folder.display()),
            "make room or set its owner; or choose another by PRESSWORK__STORAGE__DATA_DIR",
        ),
    }
}

fn room(folder: &Path) -> Finding {
    let written = format!("{} can be written to", folder.display());
    let Ok(volume) = rustix::fs::statvfs(folder) else { return Finding::well(PART, written) };
    let left = volume.f_bavail.saturating_mul(volume.f_frsize);
    let seen = format!("{written}, {} MiB are free", left >> 20);
    if left >= ROOM {
        return Finding::well(PART, seen);
    }
    Finding::odd(PART, seen, "make room: what can't be written is refused with 503, and nothing of it is kept")
}

/// Whether there is a key that signs access tokens.
pub(super) fn keys(settings: &Settings) -> Finding {
    let advice =
        "put the lost files back: with new keys everybody has to log in again. A new one: presswork keys rotate";
    match token::list(settings) {
        Ok(keys) if keys.is_empty() && settings.is_production() => {
            Finding::ill("keys", "there is no key that signs access tokens", advice)
        }
        Ok(keys) if keys.is_empty() => Finding::well("keys", "the first start makes one"),
        Ok(keys) => Finding::well("keys", format!("{} that verify, the last of them signs", keys.len())),
        Err(Error::Internal(cause)) => Finding::ill("keys", cause.to_string(), advice),
        Err(error) => Finding::ill("keys", error.detail(), advice),
    }
}
