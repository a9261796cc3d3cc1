//! The covers of posts.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, dataloader::Loader};
use presswork_domain::{
    Error,
    ids::{self, MediaId},
    media,
};

use super::request::{RequestLoader, loader, unshared};
use crate::{blueprints::posts::cover::CoverImage, failure::Failure};

impl Loader<MediaId> for RequestLoader {
    type Value = media::Media;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[MediaId]) -> Result<HashMap<MediaId, media::Media>, Arc<Error>> {
        let media = media::get_many(&self.cx(), ids).await.map_err(Arc::new)?;
        Ok(media.into_iter().map(|media| (media.id, media)).collect())
    }
}

/// A cover that the prefetch has not brought.
pub async fn cover(ctx: &Context<'_>, id: &ID) -> Result<Option<CoverImage>, Failure> {
    let id: MediaId = ids::parse(id)?;
    let found = loader(ctx)?.load_one(id).await.map_err(|error| unshared(&error))?;
    Ok(found.and_then(CoverImage::of))
}
