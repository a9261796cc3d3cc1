//! The job that makes a picture ready, or refuses it. It may run twice, or die at any point: files are written under names of its own
//! run, and become somebody's in the one transaction that also ends the job.

use std::{
    fs::{self, File},
    io::Seek,
};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    Media, MediaState, MediaVariant, ProcessMedia, service,
    store::{self, blobs, objects},
};
use crate::{
    Error, Result,
    events::{self, Fact},
    ids::{self, BlobId},
    jobs::Run,
    platform::{
        hex,
        images::{Picture, Rendition},
    },
    uploads::{self, discard, pieces},
};

/// Looks at what was sent, and makes a picture of it.
///
/// # Errors
/// The database's and the store's; `job_cancelled`.
pub async fn process(run: &Run, job: &ProcessMedia) -> Result<()> {
    let media = service::find(&run.cx, job.media).await?.filter(|media| media.state == MediaState::Processing);
    let Some(media) = media else {
        let tx = run.cx.begin().await?;
        run.finish(&tx, &json!({ "state": "gone" })).await?;
        return tx.commit().await;
    };
    let Some((file, hash)) = gathered(run, &media).await? else {
        return refuse(run, &media, "image_unreadable").await;
    };
    if take_existing(run, &media, &hash).await? {
        return Ok(());
    }
    let made = run.cx.deps.images.make(file, run.cancellation().clone()).await?;
    run.check_cancelled()?;
    match made {
        Ok(picture) => keep(run, &media, &hash, &picture).await,
        Err(unfit) => refuse(run, &media, unfit.refusal().code).await,
    }
}

/// All that was sent, in a file that has no name and goes with the process, and its SHA-256; none where that is not as long as was announced.
async fn gathered(run: &Run, media: &Media) -> Result<Option<(File, String)>> {
    let folder = run.cx.settings().scratch_dir();
    fs::create_dir_all(&folder).map_err(Error::internal)?;
    let mut file = tempfile::tempfile_in(&folder).map_err(Error::internal)?;
    let announced = media.sending.as_ref().map_or(0, |sending| sending.size);
    let Some(hash) = uploads::gather(run, media.id.uuid(), announced, &mut file).await? else { return Ok(None) };
    file.rewind().map_err(Error::internal)?;
    Ok(Some((file, hash)))
}

/// Makes the medium show what was made of the same bytes before, if it was.
async fn take_existing(run: &Run, media: &Media, hash: &str) -> Result<bool> {
    let tx = run.cx.begin().await?;
    let Some(blob) = blobs::hold(&tx, hash).await? else { return Ok(false) };
    if store::settle(&run.cx, &tx, media.id, Ok(blob)).await? {
        events::record(&run.cx, &tx, Fact::media_ready(media.id, media.owner_id)).await?;
    }
    run.finish(&tx, &json!({ "state": "ready", "media": media.id.to_string() })).await?;
    tx.commit().await?;
    tidy(run, media).await?;
    Ok(true)
}

async fn keep(run: &Run, media: &Media, hash: &str, picture: &Picture) -> Result<()> {
    let cx = &run.cx;
    let blob: BlobId = ids::new(cx);
    let variants: Vec<_> = picture.renditions.iter().map(|it| variant(it, hash, blob)).collect();
    let tx = cx.begin_apart().await?;
    pieces::announce(cx, &tx, blob.uuid(), true, variants.iter().map(|it| (it.key.clone(), None))).await?;
    tx.commit().await?;
    for (variant, rendition) in variants.iter().zip(&picture.renditions) {
        cx.deps.store.put(&variant.key, rendition.bytes.clone()).await?;
    }
    let tx = cx.begin().await?;
    blobs::insert(cx, &tx, (blob, hash), picture, &variants).await?;
    let held = blobs::hold(&tx, hash).await?.ok_or_else(|| Error::internal("a blob vanished"))?;
    if held == blob {
        objects::fasten(&tx, blob).await?;
    }
    if store::settle(cx, &tx, media.id, Ok(held)).await? {
        events::record(cx, &tx, Fact::media_ready(media.id, media.owner_id)).await?;
    } else {
        // Deleted meanwhile; perhaps nobody has it.
        blobs::release(cx, &tx, held).await?;
    }
    run.finish(&tx, &json!({ "state": "ready", "media": media.id.to_string() })).await?;
    tx.commit().await?;
    tidy(run, media).await
}

async fn refuse(run: &Run, media: &Media, reason: &'static str) -> Result<()> {
    let tx = run.cx.begin().await?;
    store::settle(&run.cx, &tx, media.id, Err(reason)).await?;
    run.finish(&tx, &json!({ "state": "refused", "media": media.id.to_string(), "reason": reason })).await?;
    tx.commit().await?;
    tidy(run, media).await
}

/// Removes what was sent. What was sent to the bucket directly stays until its address is good no more: somebody might send again.
async fn tidy(run: &Run, media: &Media) -> Result<()> {
    let mut sent = pieces::of(&run.cx, media.id.uuid()).await?;
    sent.retain(|key| *key != service::direct(media.id));
    discard(&run.cx, &sent).await;
    Ok(())
}

fn variant(rendition: &Rendition, hash: &str, blob: BlobId) -> MediaVariant {
    let extension = rendition.format.extension();
    let name = format!("{}.{extension}", rendition.width);
    MediaVariant {
        media_type: rendition.format.media_type().to_owned(),
        width: rendition.width,
        height: rendition.height,
        bytes: rendition.bytes.len() as u64,
        key: format!("media/{hash}/{}/{name}", blob.uuid()),
        hash: hex(&Sha256::digest(&rendition.bytes)),
        name,
    }
}
