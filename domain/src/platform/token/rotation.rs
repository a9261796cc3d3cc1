//! Changing the signing key without anybody being logged out: a new key signs, the old ones go on verifying until the last
//! token of theirs has expired.

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};

use super::keys::{Key, Source, at, create};
use crate::{Error, Result, platform::settings::Settings};

/// What is added to the life of the last token before its key goes.
const MARGIN: TimeDelta = TimeDelta::minutes(5);

/// A signing key, as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its name in the header of tokens.
    pub kid: String,
    /// Its file; none for one of `auth.signing_keys`.
    pub file: Option<String>,
    /// When it was made, as far as its file tells.
    pub made_at: Option<DateTime<Utc>>,
    /// It signs; the others only verify.
    pub signs: bool,
}

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The key that signs from now on.
    pub kid: String,
    /// Keys that were removed, because no token of theirs can live any more.
    pub retired: Vec<String>,
}

/// Every key, the one that signs last.
///
/// # Errors
/// `internal` with a sentence for the operator when one can't be read.
pub fn list(settings: &Settings) -> Result<Vec<KeyInfo>> {
    let keys = Source::of(settings).read()?;
    let count = keys.len();
    let info = |(n, key): (usize, Key)| KeyInfo {
        kid: key.kid,
        file: key.file.as_ref().map(|(path, _)| path.display().to_string()),
        made_at: key.file.map(|(_, written)| written.into()),
        signs: n + 1 == count,
    };
    Ok(keys.into_iter().enumerate().map(info).collect())
}

/// Makes a new key, which signs from now on, and removes those whose last token has expired. Running processes notice
/// within seconds, and at once when they are shown a token of the new key.
///
/// # Errors
/// `internal` with a sentence for the operator when the keys are in a setting, or a file has a name that sorts behind
/// every date.
pub fn rotate(settings: &Settings, now: DateTime<Utc>) -> Result<Rotation> {
    let source = Source::of(settings);
    let Source::Folder(folder) = &source else {
        let how = "add the new key behind the old ones there, and restart";
        return Err(Error::internal(format!("the keys are those of auth.signing_keys: {how}")));
    };
    let before = source.read()?;
    let file = create(folder, &format!("{}.pem", now.format("%Y%m%dT%H%M%S%6fZ")))?;
    let keys = source.read()?;
    let newest = keys.last().filter(|key| key.file.as_ref().is_some_and(|(path, _)| *path == file));
    let Some(newest) = newest else {
        fs::remove_file(&file).map_err(|error| at(&file, &error))?;
        return Err(Error::internal(format!("a file in {} sorts behind every date: rename it", folder.display())));
    };
    let retired = retire(settings, &before, now)?;
    Ok(Rotation { kid: newest.kid.clone(), retired })
}

/// Removes the keys that stopped signing longer ago than a token lives. The last one has only just stopped.
fn retire(settings: &Settings, keys: &[Key], now: DateTime<Utc>) -> Result<Vec<String>> {
    let life = settings.auth.access_token_ttl + settings.auth.clock_leeway;
    let life = TimeDelta::from_std(life).map_err(Error::internal)? + MARGIN;
    let mut retired = Vec::new();
    for pair in keys.windows(2) {
        let [old, next] = pair else { continue };
        let (Some((path, _)), Some((_, stopped))) = (&old.file, &next.file) else { continue };
        if DateTime::<Utc>::from(*stopped) + life < now {
            fs::remove_file(path).map_err(|error| at(path, &error))?;
            retired.push(old.kid.clone());
        }
    }
    Ok(retired)
}
