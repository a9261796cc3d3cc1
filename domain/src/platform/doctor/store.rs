//! The bucket of media and exports, where there is one; otherwise they are in the data folder.

use std::error::Error as _;

use bytes::Bytes;

use super::Finding;
use crate::{
    Error, Result,
    platform::{Settings, Store},
};

const PART: &str = "storage";

pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    let bucket = &settings.storage.s3.bucket;
    vec![match probe(settings).await {
        Ok(()) => Finding::well(PART, format!("the bucket {bucket} takes files and gives them up again")),
        Err(error) => {
            let cause = error.source().map_or_else(|| error.detail(), ToString::to_string);
            let advice = "see storage.s3.*, and what its key may do: s3:GetObject, s3:PutObject, s3:DeleteObject";
            Finding::ill(PART, format!("the bucket {bucket} can't be used: {cause}"), advice)
        }
    }]
}

/// Writes a small file, looks for it and removes it.
async fn probe(settings: &Settings) -> Result<()> {
    let store = Store::open(settings)?;
    let key = format!("doctor-{}", std::process::id());
    store.put(&key, Bytes::from_static(b"?")).await?;
    let found = store.size(&key).await?;
    store.remove(&key).await?;
    if found == Some(1) { Ok(()) } else { Err(Error::internal("what was written is not there")) }
}
