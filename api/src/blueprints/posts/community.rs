//! `/v1/posts/{id}`: what readers do, and closing a post to comments.

use actix_web::{delete, put, web::Path};
use presswork_domain::{ids, posts};

use super::dto::Post;
use crate::{answer::Answer, call::Call, routes::Routes};

/// Says what one feels about a post. Saying it twice is saying it once.
#[utoipa::path(
    operation_id = "reactToPost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`"), ("kind" = String, Path, description = "A kind of reaction.", example = "like")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.reactToPost")))
)]
#[put("/posts/{id}/reactions/{kind}")]
async fn react(call: Call, path: Path<(String, String)>) -> Answer {
    let (id, kind) = path.into_inner();
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Post::from(posts::react(&cx, id, &kind).await?));
    Ok(call.once("reactToPost", work).await?.at(|post| post.version).ok())
}

/// Takes a reaction to a post back; there need not be one.
#[utoipa::path(
    operation_id = "unreactToPost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`"), ("kind" = String, Path, description = "A kind of reaction.", example = "like")),
    responses((status = 200, body = Post), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unreactToPost")))
)]
#[delete("/posts/{id}/reactions/{kind}")]
async fn unreact(call: Call, path: Path<(String, String)>) -> Answer {
    let (id, kind) = path.into_inner();
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Post::from(posts::unreact(&cx, id, &kind).await?));
    Ok(call.once("unreactToPost", work).await?.at(|post| post.version).ok())
}

/// Closes a post to comments; those that are there stay.
#[utoipa::path(
    operation_id = "lockComments", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.lockComments")))
)]
#[put("/posts/{id}/comments/lock")]
async fn lock(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Post::from(posts::lock_comments(&cx, id).await?));
    Ok(call.once("lockComments", work).await?.at(|post| post.version).ok())
}

/// Opens a post to comments again.
#[utoipa::path(
    operation_id = "unlockComments", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unlockComments")))
)]
#[delete("/posts/{id}/comments/lock")]
async fn unlock(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Post::from(posts::unlock_comments(&cx, id).await?));
    Ok(call.once("unlockComments", work).await?.at(|post| post.version).ok())
}

/// The routes of what readers do with posts.
pub fn routes(config: &mut Routes<'_>) {
    config.service(react).service(unreact).service(lock).service(unlock);
}
