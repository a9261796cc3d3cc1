//! Reactions to posts and comments.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, dataloader::Loader};
use presswork_domain::{
    Error, ids,
    reactions::{self, Subject},
};

use super::request::{RequestLoader, loader, unshared};
use crate::{blueprints::reactions::dto::ReactionCount, failure::Failure};

impl Loader<Subject> for RequestLoader {
    type Value = Vec<reactions::ReactionCount>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Subject]) -> Result<HashMap<Subject, Self::Value>, Arc<Error>> {
        reactions::of(&self.cx(), ids).await.map_err(Arc::new)
    }
}

/// Reactions to a post that the prefetch has not brought.
pub async fn reactions_to_post(ctx: &Context<'_>, id: &ID) -> Result<Vec<ReactionCount>, Failure> {
    reactions_to(ctx, Subject::Post(ids::parse(id)?)).await
}

/// Reactions to a comment that the prefetch has not brought.
pub async fn reactions_to_comment(ctx: &Context<'_>, id: &ID) -> Result<Vec<ReactionCount>, Failure> {
    reactions_to(ctx, Subject::Comment(ids::parse(id)?)).await
}

async fn reactions_to(ctx: &Context<'_>, subject: Subject) -> Result<Vec<ReactionCount>, Failure> {
    let found = loader(ctx)?.load_one(subject).await.map_err(|error| unshared(&error))?;
    Ok(found.unwrap_or_default().into_iter().map(ReactionCount::from).collect())
}
