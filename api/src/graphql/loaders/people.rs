//! People, and who is named in comments.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, dataloader::Loader};
use presswork_domain::{
    Error,
    comments::{self, CommentInclude},
    ids::{self, CommentId, UserId},
    users,
};

use super::request::{RequestLoader, loader, unshared};
use crate::{blueprints::users::dto::User, failure::Failure};

impl Loader<UserId> for RequestLoader {
    type Value = users::User;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, users::User>, Arc<Error>> {
        let users = users::get_many(&self.cx(), ids).await.map_err(Arc::new)?;
        Ok(users.into_iter().map(|user| (user.id, user)).collect())
    }
}

impl Loader<CommentId> for RequestLoader {
    type Value = Vec<users::User>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[CommentId]) -> Result<HashMap<CommentId, Self::Value>, Arc<Error>> {
        let mentions = CommentInclude { mentions: true, ..CommentInclude::default() };
        let comments = comments::get_many(&self.cx(), ids, mentions).await.map_err(Arc::new)?;
        Ok(comments.into_iter().map(|comment| (comment.id, comment.mentions.unwrap_or_default())).collect())
    }
}

/// A person that the prefetch has not brought.
pub async fn user(ctx: &Context<'_>, id: &ID) -> Result<User, Failure> {
    let id: UserId = ids::parse(id)?;
    let found = loader(ctx)?.load_one(id).await.map_err(|error| unshared(&error))?;
    found.map(User::from).ok_or_else(|| Error::not_found("user").into())
}

/// People named in a comment that the prefetch has not brought.
pub async fn mentioned_in(ctx: &Context<'_>, comment: &ID) -> Result<Vec<User>, Failure> {
    let comment: CommentId = ids::parse(comment)?;
    let found = loader(ctx)?.load_one(comment).await.map_err(|error| unshared(&error))?;
    Ok(found.unwrap_or_default().into_iter().map(User::from).collect())
}
