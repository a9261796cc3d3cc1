//! Relations that look-ahead can't see, batched per request and asked for as the request's actor.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{
    Context, ID,
    dataloader::{DataLoader, Loader},
};
use presswork_domain::{
    Context as Cx, Error,
    ids::{self, PostId, UserId},
    platform::task,
    tags, users,
};

use crate::{
    blueprints::{tags::dto::Tag, users::dto::User},
    failure::Failure,
};

/// Loads as one actor.
pub struct RequestLoader(Cx);

/// The loader of a request.
pub fn request_loader(cx: Cx) -> DataLoader<RequestLoader> {
    DataLoader::new(RequestLoader(cx), |work| task::spawn("graphql loader", work))
}

impl Loader<UserId> for RequestLoader {
    type Value = users::User;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, users::User>, Arc<Error>> {
        let users = users::get_many(&self.0, ids).await.map_err(Arc::new)?;
        Ok(users.into_iter().map(|user| (user.id, user)).collect())
    }
}

impl Loader<PostId> for RequestLoader {
    type Value = Vec<tags::Tag>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[PostId]) -> Result<HashMap<PostId, Self::Value>, Arc<Error>> {
        tags::of_posts(&self.0, ids).await.map_err(Arc::new)
    }
}

/// A person that the prefetch has not brought.
pub async fn user(ctx: &Context<'_>, id: &ID) -> Result<User, Failure> {
    let id: UserId = ids::parse(id)?;
    let found = loader(ctx)?.load_one(id).await.map_err(|error| unshared(&error))?;
    found.map(User::from).ok_or_else(|| Error::not_found("user").into())
}

/// Tags that the prefetch has not brought.
pub async fn tags_of(ctx: &Context<'_>, post: &ID) -> Result<Vec<Tag>, Failure> {
    let post: PostId = ids::parse(post)?;
    let found = loader(ctx)?.load_one(post).await.map_err(|error| unshared(&error))?;
    Ok(found.unwrap_or_default().into_iter().map(Tag::from).collect())
}

fn loader<'a>(ctx: &Context<'a>) -> Result<&'a DataLoader<RequestLoader>, Error> {
    ctx.data_opt().ok_or_else(|| Error::internal("no loader in this request"))
}

/// A failed batch fails every field that waited for it; the cause is shared and can only be told, not moved.
fn unshared(error: &Arc<Error>) -> Error {
    Error::internal(error.to_string())
}
