//! The end of an upload, and the beginning of the job that looks at it.

use super::{read::own, write::direct};
use crate::{
    Context, Error, Result,
    ids::{JobId, MediaId},
    jobs,
    media::{Media, MediaState, ProcessMedia, store, upload},
    platform::Tx,
    uploads::pieces,
};

/// Says that all has been sent; the receipt is of the job that makes the picture ready or refuses it. Saying it again while the job
/// runs answers with the same receipt.
///
/// # Errors
/// `authentication_required`, `not_found`, `gone` for a ticket that is over, `upload_incomplete`, `payload_too_large`,
/// `media_completed` once it is ready or refused.
pub async fn complete(cx: &Context, id: MediaId) -> Result<JobId> {
    let seen = own(cx, cx.deps.db.reader(), id).await?;
    let arrived = arrived(cx, &seen).await?;
    let mut tx = cx.begin().await?;
    let media = store::lock(cx, &tx, id).await?.ok_or(Error::not_found("medium"))?;
    if media.state != MediaState::Processing {
        upload::open(cx, &media)?;
        take(cx, &tx, &media, arrived).await?;
        store::begin_processing(cx, &tx, id).await?;
    }
    // An unfinished job has the key, so it is its receipt again; should it have died or been called off, it is a new one's.
    let job = jobs::enqueue(cx, &mut tx, &ProcessMedia { media: id, owner: media.owner_id }).await?;
    tx.commit().await?;
    Ok(job)
}

/// How long a file is that was sent to the bucket directly.
async fn arrived(cx: &Context, media: &Media) -> Result<Option<u64>> {
    let missing = media.sending.as_ref().is_none_or(|sending| sending.received < sending.size);
    if media.state != MediaState::Waiting || !missing || cx.settings().storage.s3.bucket.is_empty() {
        return Ok(None);
    }
    cx.deps.store.size(&direct(media.id)).await
}

/// Lets through what has arrived in full, by either way.
async fn take(cx: &Context, tx: &Tx, media: &Media, arrived: Option<u64>) -> Result<()> {
    let (size, received) = media.sending.as_ref().map_or((0, 0), |sending| (sending.size, sending.received));
    match arrived {
        _ if received == size => Ok(()),
        Some(length) if length > size => Err(Error::too_large(format!("expected {size} bytes"))),
        Some(length) if length == size => {
            pieces::start_over(tx, media.id.uuid(), &direct(media.id)).await?;
            pieces::count(tx, &direct(media.id), size).await?;
            store::count_received(cx, tx, media, size).await?;
            Ok(())
        }
        _ => Err(Error::conflict("upload_incomplete", format!("{received} of {size} bytes have arrived"))),
    }
}
