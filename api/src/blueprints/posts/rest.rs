//! `/v1/posts`.

use actix_web::{HttpRequest, delete, get, patch, post, web::Path};
use presswork_domain::{ids, posts};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    dto::{Post, PublishedPost},
    inputs::{CreatePostInput, UpdatePostInput},
    params::{IncludeParams, ListParams, include},
};
use crate::{
    answer::{Answer, moved, ok_at},
    body::Body,
    call::Call,
    cx::Cx,
    fields::Fields,
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
    let fields = Fields::of::<Post>(params.fields.as_deref())?;
    let (filter, args, include) = params.split(&fields)?;
    let page = posts::list(&cx, &filter, &args, include).await?;
    Ok(page::answer::<_, Post>(&request, page, &fields))
}

/// Begins a post, as a draft.
#[utoipa::path(
    operation_id = "createPost", tag = "posts", request_body = CreatePostInput,
    responses((status = 201, body = Post), (status = 403), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createPost")))
)]
#[post("/posts")]
async fn create(call: Call, Body(input): Body<CreatePostInput>) -> Answer {
    let work = async move |cx| Ok(Post::from(posts::create(&cx, &input.into()).await?));
    let done = call.once("createPost", work).await?.at(|post| post.version);
    Ok(done.created(|post| format!("/v1/posts/{}", *post.id)))
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
    let fields = Fields::of::<Post>(params.fields.as_deref())?;
    let found = posts::get(&cx, &id.parse()?, include(params.include.as_deref(), &fields)?).await?;
    let here = format!("/v1/posts/{}", found.post.slug);
    Ok(if found.moved { moved(&here) } else { ok_at(found.post.version, fields.pick(Post::from(found.post))) })
}

/// Changes a post.
#[utoipa::path(
    operation_id = "updatePost", tag = "posts", request_body = UpdatePostInput,
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updatePost")))
)]
#[patch("/posts/{id}")]
async fn update(call: Call, id: Path<String>, Body(input): Body<UpdatePostInput>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| Ok(Post::from(posts::update(&cx, id, &input.into(), &expected).await?));
    Ok(call.once("updatePost", work).await?.at(|post| post.version).ok())
}

/// Deletes a post.
#[utoipa::path(
    operation_id = "deletePost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 204, description = "It is gone."), (status = 403), (status = 404), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deletePost")))
)]
#[delete("/posts/{id}")]
async fn delete(call: Call, id: Path<String>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| posts::delete(&cx, id, &expected).await.map(|()| true);
    Ok(call.once("deletePost", work).await?.no_content())
}

/// Publishes a post. The answer carries the receipt of the job that tells the author's followers.
#[utoipa::path(
    operation_id = "publishPost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = PublishedPost), (status = 403), (status = 404), (status = 409), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.publishPost")))
)]
#[post("/posts/{id}/publish")]
async fn publish(call: Call, id: Path<String>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| PublishedPost::of(&cx, posts::publish(&cx, id, &expected).await?).await;
    Ok(call.once("publishPost", work).await?.at(|done| done.post.version).ok())
}

/// Makes a published post a draft again.
#[utoipa::path(
    operation_id = "unpublishPost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unpublishPost")))
)]
#[post("/posts/{id}/unpublish")]
async fn unpublish(call: Call, id: Path<String>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| Ok(Post::from(posts::unpublish(&cx, id, &expected).await?));
    Ok(call.once("unpublishPost", work).await?.at(|post| post.version).ok())
}

/// The routes of posts.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(create).service(publish).service(unpublish);
    config.service(get).service(update).service(delete);
}
