//! Pictures of an archive. Their files are taken as they are: they were made by a Presswork, and what is sent is not kept. They have to be
//! pictures by their first bytes, of the types and lengths that they claim.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    Context, Result,
    archive::{Reader, Row, unfit},
    media::{self, TakenFile, TakenPicture},
    platform::{hex, images::Format},
};

/// Largest file of a picture, in bytes. The widest that is made is far below.
const FILE_MAX: u64 = 64 << 20;
/// Most files of a picture.
const FILES_MAX: usize = 64;

/// A file of a picture, as an archive tells of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Variant {
    name: String,
    media_type: String,
    width: u32,
    height: u32,
    bytes: u64,
    sha256: String,
}

/// Leaves the files of a picture out that the archive has not, as long as it has others; tells how many.
pub(super) fn without_lost(reader: &Reader, row: &mut Row) -> usize {
    let hash = row.text("sha256").to_owned();
    let Some(Value::Array(files)) = row.json.get_mut("variants") else { return 0 };
    let is_here = |file: &Value| file["name"].as_str().is_some_and(|name| reader.has(&format!("media/{hash}/{name}")));
    if files.len() > FILES_MAX {
        return 0;
    }
    let lost = files.iter().filter(|file| !is_here(file)).count();
    if lost == files.len() {
        return 0;
    }
    files.retain(is_here);
    lost
}

/// What is wrong with a picture, if anything is.
///
/// # Errors
/// `invalid_archive` when it can't be read.
pub(super) fn lacking(reader: &mut Reader, row: &Row) -> Result<Option<String>> {
    let hash = row.text("sha256");
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
        return Ok(Some("sha256 is none".to_owned()));
    }
    let Some(variants) = variants(row) else { return Ok(Some("variants are not what they should be".to_owned())) };
    if variants.is_empty() || variants.len() > FILES_MAX {
        return Ok(Some("there are no variants, or too many".to_owned()));
    }
    for variant in &variants {
        if file(reader, hash, variant)?.is_none() {
            return Ok(Some(format!("{} is missing, or not the picture that it is said to be", name(hash, variant))));
        }
    }
    Ok(None)
}

/// The bytes of a file, where they are those that it is said to have.
fn file(reader: &mut Reader, hash: &str, variant: &Variant) -> Result<Option<Vec<u8>>> {
    let is_so = |bytes: &Vec<u8>| {
        Format::sniff(bytes).map(Format::media_type) == Some(variant.media_type.as_str())
            && bytes.len() as u64 == variant.bytes
            && hex(&Sha256::digest(bytes)) == variant.sha256
    };
    Ok(reader.bytes(&name(hash, variant), FILE_MAX)?.filter(is_so))
}

/// Takes the files of a picture into the store, and the picture into the database.
pub(super) async fn take(cx: &Context, reader: &mut Reader, row: &Row) -> Result<()> {
    let hash = row.text("sha256");
    let mut files = Vec::new();
    for variant in variants(row).unwrap_or_default() {
        let gone = || unfit(format!("{} is missing", name(hash, &variant)));
        let bytes = file(reader, hash, &variant)?.ok_or_else(gone)?;
        files.push(TakenFile {
            name: variant.name,
            media_type: variant.media_type,
            width: variant.width,
            height: variant.height,
            hash: variant.sha256,
            bytes: Bytes::from(bytes),
        });
    }
    let side = |name: &str| row.json.get(name).and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok());
    let picture = TakenPicture {
        hash: hash.to_owned(),
        media_type: row.text("mediaType").to_owned(),
        width: side("width").unwrap_or_default(),
        height: side("height").unwrap_or_default(),
        blurhash: row.text("blurhash").to_owned(),
        dominant_color: row.text("dominantColor").to_owned(),
    };
    media::take(cx, picture, files).await
}

fn variants(row: &Row) -> Option<Vec<Variant>> {
    serde_json::from_value(row.json.get("variants")?.clone()).ok()
}

fn name(hash: &str, variant: &Variant) -> String {
    format!("media/{hash}/{}", variant.name)
}
