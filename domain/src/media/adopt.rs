//! Pictures that the server has fetched for somebody: as if they had sent them.

use std::{fs::File, io::Read};

use super::{Media, MediaInput, ProcessMedia, model::NewMedia, store};
use crate::{
    Context, Error, Result,
    ids::{self, BlobKind, MediaId, UserId},
    platform::{Tx, images::Format},
    uploads::pieces,
};

/// How many bytes are read at a time.
const PIECE: usize = 1 << 20;

/// A file that was fetched.
pub(crate) struct Fetched {
    /// What it is called.
    pub filename: String,
    /// What it is, by its first bytes.
    pub format: Format,
    /// Its length in bytes.
    pub size: u64,
    /// Itself, standing at its beginning.
    pub file: File,
}

/// Makes a medium of it, which waits for its bytes.
///
/// # Errors
/// `validation_failed` when nobody could have sent it; the database's.
pub(crate) async fn adopt(cx: &Context, tx: &Tx, owner: UserId, fetched: &Fetched) -> Result<MediaId> {
    let input = |filename: &str| MediaInput {
        filename: filename.to_owned(),
        media_type: fetched.format.media_type().to_owned(),
        size: i64::try_from(fetched.size).unwrap_or(i64::MAX),
        alt_text: None,
    };
    // What others call their files may be no name here.
    let new = NewMedia::parse(cx, &input(&fetched.filename)).or_else(|_| NewMedia::parse(cx, &input("picture")))?;
    store::insert(cx, tx, owner, new).await
}

/// Removes such a medium that still waits, because its bytes are fetched again.
///
/// # Errors
/// The database's.
pub(crate) async fn drop_begun(cx: &Context, tx: &Tx, id: MediaId) -> Result<()> {
    store::delete(cx, tx, id).await
}

/// Writes the bytes of such a medium into the store. What is left behind should this die is the collector's.
///
/// # Errors
/// The database's and the store's.
async fn stored(cx: &Context, id: MediaId, fetched: &mut Fetched) -> Result<String> {
    let key = format!("uploads/{}/{}", id.uuid(), ids::new::<BlobKind>(cx).uuid());
    let tx = cx.begin_apart().await?;
    pieces::announce(cx, &tx, id.uuid(), true, [(key.clone(), Some(0))]).await?;
    tx.commit().await?;
    let (mut writing, mut piece) = (cx.deps.store.write(&key).await?, vec![0; PIECE]);
    loop {
        let length = fetched.file.read(&mut piece).map_err(Error::internal)?;
        if length == 0 {
            break;
        }
        writing.push(&piece[..length]).await?;
    }
    writing.finish().await?;
    Ok(key)
}

/// Sends the bytes of such a medium; the job that makes it ready is the caller's to enqueue in the transaction. None when it is gone, or
/// has been sent before.
///
/// # Errors
/// The database's and the store's.
pub(crate) async fn hand_over(
    cx: &Context,
    media: &Media,
    fetched: &mut Fetched,
) -> Result<Option<(Tx, ProcessMedia)>> {
    let key = stored(cx, media.id, fetched).await?;
    let tx = cx.begin().await?;
    if !store::count_received(cx, &tx, media, fetched.size).await? {
        return Ok(None);
    }
    pieces::count(&tx, &key, fetched.size).await?;
    store::begin_processing(cx, &tx, media.id).await?;
    Ok(Some((tx, ProcessMedia { media: media.id, owner: media.owner_id })))
}
