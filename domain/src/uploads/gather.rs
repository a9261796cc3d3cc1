//! All that was sent, in one file.

use std::io::Write;

use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::pieces;
use crate::{Error, Result, jobs::Run};

/// Writes all pieces of an upload into a file, one after the other; their SHA-256 in hex, and their length.
///
/// # Errors
/// The database's and the store's; `job_cancelled`; `internal` when the disk is full.
pub(crate) async fn gather(run: &Run, holder: Uuid, into: &mut (impl Write + Send)) -> Result<(String, u64)> {
    let (mut hash, mut length) = (Sha256::new(), 0);
    for key in pieces::of(&run.cx, holder).await? {
        run.check_cancelled()?;
        let mut bytes = run.cx.deps.store.read(&key, None).await?;
        while let Some(bytes) = bytes.try_next().await? {
            hash.update(&bytes);
            length += bytes.len() as u64;
            into.write_all(&bytes).map_err(Error::internal)?;
        }
    }
    into.flush().map_err(Error::internal)?;
    Ok((hex(&hash.finalize()), length))
}

/// Bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
