//! What is kept in files.

use super::Finding;
use crate::{
    Error,
    platform::{Settings, token},
};

/// Whether the data folder can be written to.
pub(super) fn folder(settings: &Settings) -> Finding {
    let folder = &settings.storage.data_dir;
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&probe, [0; 4096]));
    // Nothing to remove where nothing was written.
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => Finding::well("files", format!("{} can be written to", folder.display())),
        Err(error) => Finding::ill(
            "files",
            format!("{} can't be written to: {error}", folder.display()),
            "make room or set its owner; or choose another by PRESSWORK__STORAGE__DATA_DIR",
        ),
    }
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
