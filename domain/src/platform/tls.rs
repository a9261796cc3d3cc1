//! TLS: rustls everywhere, on aws-lc-rs, with the files that the settings name.

use std::path::Path;

use rustls::{
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};

use crate::{Error, Result};

/// Says which cryptography libraries use that do not choose for themselves. Two are compiled in, so that somebody has to.
pub fn install_provider() {
    // A second call changes nothing.
    let _ = aws_lc_rs::default_provider().install_default();
}

/// The cryptography of this process.
#[must_use]
pub fn provider() -> CryptoProvider {
    aws_lc_rs::default_provider()
}

/// The bytes of a file that a setting names.
///
/// # Errors
/// `internal` with a sentence for the operator.
pub fn read(setting: &str, file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file)
        .map_err(|error| Error::internal(format!("{setting}: {} can't be read: {error}", file.display())))
}

/// The certificates of a PEM file that a setting names, at least one.
///
/// # Errors
/// `internal` with a sentence for the operator.
pub fn certificates(setting: &str, file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let bytes = read(setting, file)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    found
        .ok()
        .filter(|found| !found.is_empty())
        .ok_or_else(|| Error::internal(format!("{setting}: {} is no certificate in PEM", file.display())))
}

/// A certificate chain and its key, from PEM files.
///
/// # Errors
/// `internal` with a sentence for the operator: a file that can't be read or is no PEM, or a key of another certificate.
pub fn certified_key(certificate: &Path, key: &Path) -> Result<CertifiedKey> {
    let chain = certificates("http.tls_certificate", certificate)?;
    let bytes = read("http.tls_key", key)?;
    let no_key = || Error::internal(format!("http.tls_key: {} is no private key in PEM", key.display()));
    let secret = PrivateKeyDer::from_pem_slice(&bytes).map_err(|_| no_key())?;
    CertifiedKey::from_der(chain, secret, &provider()).map_err(|error| {
        let (certificate, key) = (certificate.display(), key.display());
        Error::internal(format!("http.tls_key: {key} does not fit http.tls_certificate, {certificate}: {error}"))
    })
}
