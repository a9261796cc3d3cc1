//! The signing keys: PKCS#8 PEM, in one folder that is readable by the owner only, or in a setting. The last signs; in a
//! folder, file names sort by age.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    time::SystemTime,
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use sha2::{Digest, Sha256};

use crate::{
    Error, Result,
    platform::{
        entropy::{Entropy, SystemEntropy},
        settings::Settings,
    },
};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// Where the keys are.
#[derive(Clone)]
pub(super) enum Source {
    /// PEM files in a folder.
    Folder(PathBuf),
    /// PEM texts in `auth.signing_keys`, one behind the other.
    Setting(String),
}

/// One key pair.
pub(super) struct Key {
    /// Its name: the first half of the SHA-256 of the public key, base64url.
    pub kid: String,
    /// The private key, PKCS#8 DER.
    pub pkcs8: Vec<u8>,
    /// The public key, 32 raw bytes.
    pub public: Vec<u8>,
    /// Its file, and when that was written; none for one of the setting.
    pub file: Option<(PathBuf, SystemTime)>,
}

impl Source {
    pub fn of(settings: &Settings) -> Self {
        if settings.auth.signing_keys.is_empty() {
            return Self::Folder(settings.keys_dir());
        }
        Self::Setting(settings.auth.signing_keys.expose().to_owned())
    }

    /// Every key, the one that signs last. None is no error here.
    pub fn read(&self) -> Result<Vec<Key>> {
        match self {
            Self::Folder(folder) => stamps(folder)?.into_iter().map(read_file).collect(),
            Self::Setting(text) => blocks(text)?.iter().map(|body| key(body, "auth.signing_keys", None)).collect(),
        }
    }

    /// Every key; makes the first one when there is none and that is allowed.
    pub fn read_or_create(&self, may_create: bool) -> Result<Vec<Key>> {
        let keys = self.read()?;
        match self {
            Self::Folder(folder) if keys.is_empty() && may_create => {
                let file = create(folder, "1.pem")?;
                tracing::info!(file = %file.display(), "there was no key that signs access tokens; made one");
                self.read()
            }
            Self::Folder(folder) if keys.is_empty() => Err(Error::internal(format!(
                "no signing key in {}: make one by `presswork keys rotate`, or set auth.signing_keys",
                folder.display()
            ))),
            _ => Ok(keys),
        }
    }
}

/// The PEM files of a folder and when each was written, sorted by name.
pub(super) fn stamps(folder: &Path) -> Result<Vec<(PathBuf, SystemTime)>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(|e| at(folder, &e))?.filter_map(std::result::Result::ok);
    let pem = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "pem"));
    let stamp = |entry: fs::DirEntry| entry.metadata().and_then(|meta| Ok((entry.path(), meta.modified()?)));
    let mut stamps: Vec<_> = pem.filter_map(|entry| stamp(entry).ok()).collect();
    stamps.sort();
    Ok(stamps)
}

/// Writes a new key under this name. When two processes do so at the same time, the first one's key is kept by both.
pub(super) fn create(folder: &Path, name: &str) -> Result<PathBuf> {
    fs::create_dir_all(folder).map_err(|e| at(folder, &e))?;
    let file = folder.join(name);
    let pair = Ed25519KeyPair::generate().map_err(Error::internal)?;
    let der = pair.to_pkcs8v1().map_err(Error::internal)?;
    let (path, mut draft) = draft_in(folder)?;
    let written = writeln!(draft, "{BEGIN}\n{}\n{END}", STANDARD.encode(der.as_ref())).and_then(|()| draft.sync_all());
    // A hard link fails when the name is taken, where a rename would replace the other process's key.
    let linked = written.and_then(|()| fs::hard_link(&path, &file));
    let _ = fs::remove_file(&path);
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(at(&file, &error)),
        _ => Ok(file),
    }
}

/// A file that nobody else has: processes in containers all have the same number, so that number would not do.
fn draft_in(folder: &Path) -> Result<(PathBuf, fs::File)> {
    let unique = u128::from_be_bytes((&SystemEntropy as &dyn Entropy).bytes());
    let path = folder.join(format!(".new-{unique:032x}"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).map_err(|e| at(&path, &e))?;
    Ok((path, file))
}

fn read_file((path, written): (PathBuf, SystemTime)) -> Result<Key> {
    let text = fs::read_to_string(&path).map_err(|e| at(&path, &e))?;
    let place = path.display().to_string();
    match blocks(&text).as_deref() {
        Ok([body]) => key(body, &place, Some((path, written))),
        _ => Err(unusable(&place)),
    }
}

/// The base64 of each PEM block.
fn blocks(text: &str) -> Result<Vec<String>> {
    let bodies = text.split(BEGIN).skip(1).map(|rest| rest.split_once(END).map(|(body, _)| body));
    let bodies = bodies.map(|body| body.map(|body| body.split_whitespace().collect()));
    bodies.collect::<Option<Vec<_>>>().ok_or_else(|| Error::internal("a signing key in PEM form has no end"))
}

fn key(body: &str, place: &str, file: Option<(PathBuf, SystemTime)>) -> Result<Key> {
    let pkcs8 = STANDARD.decode(body).map_err(|_| unusable(place))?;
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8).map_err(|_| unusable(place))?;
    let public = pair.public_key().as_ref().to_vec();
    let kid = URL_SAFE_NO_PAD.encode(&Sha256::digest(&public)[..16]);
    Ok(Key { kid, pkcs8, public, file })
}

fn unusable(place: &str) -> Error {
    Error::internal(format!("{place} is no Ed25519 key in PKCS#8 PEM form"))
}

pub(super) fn at(path: &Path, error: &std::io::Error) -> Error {
    Error::internal(format!("{}: {error}", path.display()))
}
