//! All that was sent, in one file.

use std::io::Write;

use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::pieces;
use crate::{Error, Result, jobs::Run, platform::hex};

/// Writes all pieces of an upload into a file, one after the other; their SHA-256 in hex. None where they are longer or shorter than was
/// announced: whoever has an address of the bucket may have sent others since. No more than was announced is written.
///
/// # Errors
/// The database's and the store's; `job_cancelled`; `internal` when the disk is full.
pub(crate) async fn gather(
    run: &Run,
    holder: Uuid,
    announced: u64,
    into: &mut (impl Write + Send),
) -> Result<Option<String>> {
    let (mut hash, mut length) = (Sha256::new(), 0_u64);
    for key in pieces::of(&run.cx, holder).await? {
        run.check_cancelled()?;
        let mut bytes = run.cx.deps.store.read(&key, None).await?;
        while let Some(bytes) = bytes.try_next().await? {
            length += bytes.len() as u64;
            if length > announced {
                return Ok(None);
            }
            hash.update(&bytes);
            into.write_all(&bytes).map_err(Error::internal)?;
        }
    }
    into.flush().map_err(Error::internal)?;
    Ok((length == announced).then(|| hex(&hash.finalize())))
}
