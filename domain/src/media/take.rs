//! Pictures that are ready already, from an archive of another Presswork.

use bytes::Bytes;

use super::{
    MediaVariant,
    store::{blobs, objects},
};
use crate::{
    Context, Result,
    ids::{self, BlobId},
    uploads::pieces,
};

/// What is known of a picture.
pub(crate) struct TakenPicture {
    pub hash: String,
    pub media_type: String,
    pub width: i32,
    pub height: i32,
    pub blurhash: String,
    pub dominant_color: String,
}

/// A file of it.
pub(crate) struct TakenFile {
    pub name: String,
    pub media_type: String,
    pub width: u32,
    pub height: u32,
    pub hash: String,
    pub bytes: Bytes,
}

/// Takes a picture, unless there is one of the same bytes. Until a medium has it, it is the collector's.
///
/// # Errors
/// The database's and the store's; what is written is collected then.
pub(crate) async fn take(cx: &Context, picture: TakenPicture, files: Vec<TakenFile>) -> Result<()> {
    let blob: BlobId = ids::new(cx);
    let key = |file: &TakenFile| format!("media/{}/{}/{}", picture.hash, blob.uuid(), file.name);
    let tx = cx.begin_apart().await?;
    pieces::announce(cx, &tx, blob.uuid(), true, files.iter().map(|file| (key(file), None))).await?;
    tx.commit().await?;
    let mut variants = Vec::new();
    for file in files {
        let key = key(&file);
        cx.deps.store.put(&key, file.bytes.clone()).await?;
        variants.push(MediaVariant {
            name: file.name,
            media_type: file.media_type,
            width: file.width,
            height: file.height,
            bytes: file.bytes.len() as u64,
            key,
            hash: file.hash,
        });
    }
    let tx = cx.begin().await?;
    if blobs::insert_taken(cx, &tx, blob, &picture, &variants).await? {
        objects::fasten(&tx, blob).await?;
    }
    tx.commit().await
}
