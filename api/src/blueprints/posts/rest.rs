//! `/v1/posts`.

use actix_web::{HttpRequest, delete, get, patch, post, web::Path};
use presswork_domain::{ids, jobs, posts};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    dto::{CreatePostInput, Post, PublishedPost, UpdatePostInput},
    params::{IncludeParams, ListParams, include},
};
use crate::{
    answer::{Answer, created, moved, no_content, ok},
    body::Body,
    cx::Cx,
    page::{self, List},
    query::Query,
};

/// Posts, the newest first.
#[utoipa::path(
    operation_id = "posts", tag = "posts", params(ListParams),
    responses((status = 200, body = List<Post>)),
    extensions(("x-graphql" = json!("Query.posts")))
)]
#[get("/posts")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let (filter, args, include) = params.split()?;
    let page = posts::list(&cx, &filter, &args, include).await?;
    Ok(page::answer::<_, Post>(&request, page))
}

/// Begins a post, as a draft.
#[utoipa::path(
    operation_id = "createPost", tag = "posts", request_body = CreatePostInput,
    responses((status = 201, body = Post), (status = 403), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createPost")))
)]
#[post("/posts")]
async fn create(cx: Cx, Body(input): Body<CreatePostInput>) -> Answer {
    let post = posts::create(&cx, &input.into()).await?;
    Ok(created(&format!("/v1/posts/{}", post.id), Post::from(post)))
}

/// A post by id or slug. A former slug answers 301 to the present one.
#[utoipa::path(
    operation_id = "post", tag = "posts",
    params(("id" = String, Path, description = "`post_...` or a slug", example = "hello-world"), IncludeParams),
    responses((status = 200, body = Post), (status = 301, description = "It has another slug now."), (status = 404)),
    extensions(("x-graphql" = json!("Query.post")))
)]
#[get("/posts/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<IncludeParams>) -> Answer {
    let found = posts::get(&cx, &id.parse()?, include(params.include.as_deref())?).await?;
    let here = format!("/v1/posts/{}", found.post.slug);
    Ok(if found.moved { moved(&here) } else { ok(Post::from(found.post)) })
}

/// Changes a post.
#[utoipa::path(
    operation_id = "updatePost", tag = "posts", request_body = UpdatePostInput,
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updatePost")))
)]
#[patch("/posts/{id}")]
async fn update(cx: Cx, id: Path<String>, Body(input): Body<UpdatePostInput>) -> Answer {
    let post = posts::update(&cx, ids::parse(&id)?, &input.into(), None).await?;
    Ok(ok(Post::from(post)))
}

/// Deletes a post.
#[utoipa::path(
    operation_id = "deletePost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 204, description = "It is gone."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deletePost")))
)]
#[delete("/posts/{id}")]
async fn delete(cx: Cx, id: Path<String>) -> Answer {
    posts::delete(&cx, ids::parse(&id)?, None).await?;
    Ok(no_content())
}

/// Publishes a post. The answer carries the receipt of the job that tells the author's followers.
#[utoipa::path(
    operation_id = "publishPost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = PublishedPost), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.publishPost")))
)]
#[post("/posts/{id}/publish")]
async fn publish(cx: Cx, id: Path<String>) -> Answer {
    let (post, job) = posts::publish(&cx, ids::parse(&id)?, None).await?;
    let job = jobs::get(&cx, job).await?;
    Ok(ok(PublishedPost { post: post.into(), job: job.into() }))
}

/// Makes a published post a draft again.
#[utoipa::path(
    operation_id = "unpublishPost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unpublishPost")))
)]
#[post("/posts/{id}/unpublish")]
async fn unpublish(cx: Cx, id: Path<String>) -> Answer {
    let post = posts::unpublish(&cx, ids::parse(&id)?, None).await?;
    Ok(ok(Post::from(post)))
}

/// The routes of posts.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(publish).service(unpublish);
    config.service(get).service(update).service(delete);
}
