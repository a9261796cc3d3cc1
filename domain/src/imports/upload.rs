//! Taking the bytes of an archive.

use bytes::Bytes;
use futures::Stream;
use uuid::Uuid;

use super::{Import, policy, service, store};
use crate::{
    Context, Error, Result,
    ids::ImportId,
    platform::Tx,
    uploads::{self, Received, Target},
};

/// Takes bytes. Goes on by itself should who asked for it be gone: what has arrived is kept then, and counted.
///
/// # Errors
/// `session_required` for a token, `forbidden`, `not_found`, `gone` for an archive that is over, `import_begun`; `upload_offset_mismatch`,
/// `upload_interfered`, `payload_too_large`, `unsupported_media_type`, `unreadable_body`, `invalid_content_range`.
pub async fn receive<S>(cx: &Context, id: ImportId, announced: Received, body: S) -> Result<Import>
where
    S: Stream<Item = Bytes> + Send + Unpin + 'static,
{
    policy::require_admin(&cx.actor)?;
    let import = service::find(cx, id).await?;
    if import.task.is_some() {
        return Err(Error::conflict("import_begun", "this archive was looked at already; make another import"));
    }
    if import.archive.as_ref().is_none_or(|archive| archive.expires_at <= cx.now) {
        return Err(Error::Gone { what: "archive" });
    }
    uploads::receive(cx, import, announced, body).await?;
    service::find(cx, id).await
}

impl Target for Import {
    fn holder(&self) -> Uuid {
        self.id.uuid()
    }

    fn extent(&self) -> (u64, u64) {
        self.archive.as_ref().map_or((0, 0), |archive| (archive.size, archive.received))
    }

    /// An archive is kept until its time is over.
    fn is_collected(&self) -> bool {
        false
    }

    fn recognise(&self, beginning: &[u8]) -> Result<()> {
        if self.form.begins_with(beginning) {
            Ok(())
        } else {
            Err(Error::unsupported_type(format!(
                "these bytes are no archive of the form {}",
                self.form.kind().as_str()
            )))
        }
    }

    async fn count(&self, cx: &Context, tx: &Tx, received: u64) -> Result<bool> {
        store::count_received(cx, tx, self, received).await
    }
}
