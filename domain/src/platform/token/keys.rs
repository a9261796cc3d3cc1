//! The signing keys: PKCS#8 PEM files in one folder, readable by the owner only. File names sort by age; the last signs.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{Error, Result};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// One key pair.
pub(super) struct Key {
    /// Its name: the first half of the SHA-256 of the public key, base64url.
    pub kid: String,
    /// The private key, PKCS#8 DER.
    pub pkcs8: Vec<u8>,
    /// The public key, 32 raw bytes.
    pub public: Vec<u8>,
}

/// Reads every key; makes the first one when there is none and that is allowed.
pub(super) fn load_or_create(folder: &Path, may_create: bool) -> Result<Vec<Key>> {
    let mut files = pem_files(folder)?;
    if files.is_empty() && may_create {
        files.push(create(folder)?);
    }
    if files.is_empty() {
        return Err(Error::internal(format!(
            "no signing key in {}: make one with `openssl genpkey -algorithm ed25519 -out {}/1.pem`",
            folder.display(),
            folder.display()
        )));
    }
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn pem_files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(|e| at(folder, &e))?;
    let paths = entries.filter_map(|entry| entry.ok().map(|e| e.path()));
    Ok(paths.filter(|path| path.extension().is_some_and(|e| e == "pem")).collect())
}

/// Writes a new key. When two processes start at the same time, the first one's key is kept by both.
fn create(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).map_err(|e| at(folder, &e))?;
    let file = folder.join("1.pem");
    let pair = Ed25519KeyPair::generate().map_err(Error::internal)?;
    let der = pair.to_pkcs8v1().map_err(Error::internal)?;
    let mut draft = tempfile_in(folder)?;
    writeln!(draft.1, "{BEGIN}\n{}\n{END}", STANDARD.encode(der.as_ref())).map_err(|e| at(&draft.0, &e))?;
    draft.1.sync_all().map_err(|e| at(&draft.0, &e))?;
    // A hard link fails when the name is taken, where a rename would replace the other process's key.
    if let Err(error) = fs::hard_link(&draft.0, &file)
        && error.kind() != std::io::ErrorKind::AlreadyExists
    {
        return Err(at(&file, &error));
    }
    let _ = fs::remove_file(&draft.0);
    Ok(file)
}

fn tempfile_in(folder: &Path) -> Result<(PathBuf, fs::File)> {
    let path = folder.join(format!(".new-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).map_err(|e| at(&path, &e))?;
    Ok((path, file))
}

fn read(file: &Path) -> Result<Key> {
    let text = fs::read_to_string(file).map_err(|e| at(file, &e))?;
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let unusable = || Error::internal(format!("{} is no Ed25519 key in PKCS#8 PEM form", file.display()));
    let pkcs8 = STANDARD.decode(body.trim()).map_err(|_| unusable())?;
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8).map_err(|_| unusable())?;
    let public = pair.public_key().as_ref().to_vec();
    let kid = URL_SAFE_NO_PAD.encode(&Sha256::digest(&public)[..16]);
    Ok(Key { kid, pkcs8, public })
}

fn at(path: &Path, error: &std::io::Error) -> Error {
    Error::internal(format!("{}: {error}", path.display()))
}
