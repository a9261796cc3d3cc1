//! The tags of posts.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, dataloader::Loader};
use presswork_domain::{
    Error,
    ids::{self, PostId},
    tags,
};

use super::request::{RequestLoader, loader, unshared};
use crate::{blueprints::tags::dto::Tag, failure::Failure};

impl Loader<PostId> for RequestLoader {
    type Value = Vec<tags::Tag>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[PostId]) -> Result<HashMap<PostId, Self::Value>, Arc<Error>> {
        tags::of_posts(&self.cx(), ids).await.map_err(Arc::new)
    }
}

/// Tags that the prefetch has not brought.
pub async fn tags_of(ctx: &Context<'_>, post: &ID) -> Result<Vec<Tag>, Failure> {
    let post: PostId = ids::parse(post)?;
    let found = loader(ctx)?.load_one(post).await.map_err(|error| unshared(&error))?;
    Ok(found.unwrap_or_default().into_iter().map(Tag::from).collect())
}
