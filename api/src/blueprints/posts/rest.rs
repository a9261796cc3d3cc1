//! `/v1/posts`.

use actix_web::{HttpRequest, delete, get, patch, post, web::Path};
use presswork_domain::{ids, posts};

use super::{
    dto::Post,
    inputs::{CreatePostInput, PreviewMarkdownInput, PublishPostInput, UnpublishPostInput, UpdatePostInput},
    params::{IncludeParams, ListParams, include},
    preview::MarkdownPreview,
    published::PublishedPost,
};
use crate::{
    answer::{Answer, moved, ok_at},
    body::{Body, MaybeBody},
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// Posts, the newest first.
#[utoipa::path(
    operation_id = "posts", tag = "posts", params(ListParams),
    responses((status = 200, body = List<Post>)),
    extensions(("x-graphql" = json!("Query.posts")))
)]
#[get("/posts")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<Post>(params.fields.as_deref())?, params.include_total);
    let within = params.within(&fields)?;
    let (filter, args, include) = params.split(&fields)?;
    let page = posts::list(&cx, &filter, &args, include).await?.counted(&cx, total).await?;
    let page = within.of_page(&cx, page).await?;
    Ok(page::answer::<_, Post>(&request, page, &fields))
}

/// Begins a post, as a draft.
#[utoipa::path(
    operation_id = "createPost", tag = "posts", request_body(content = CreatePostInput, description = "The post."),
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
async fn get(cx: Cx, request: HttpRequest, id: Path<String>, Query(params): Query<IncludeParams>) -> Answer {
    let fields = Fields::of::<Post>(params.fields.as_deref())?;
    let within = params.within(&fields)?;
    let found = posts::get(&cx, &id.parse()?, include(params.include.as_deref(), &fields)?).await?;
    let here = format!("/v1/posts/{}", found.post.slug);
    if found.moved {
        return Ok(moved(&here, request.query_string()));
    }
    let mut post = Post::from(found.post);
    within.fill(&cx, vec![&mut post]).await?;
    Ok(ok_at(post.version, fields.pick(post)))
}

/// Changes a post.
#[utoipa::path(
    operation_id = "updatePost", tag = "posts",
    request_body(content = UpdatePostInput, description = "What is absent stays, null clears."),
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updatePost")))
)]
#[patch("/posts/{id}")]
async fn update(call: Call, id: Path<String>, Body(input): Body<UpdatePostInput>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| Ok(Post::from(posts::update(&cx, id, &input.into(), &expected).await?));
    Ok(Box::pin(call.once("updatePost", work)).await?.at(|post| post.version).ok())
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

/// Publishes a post: at once, or at a time that may be changed until then by doing it again. The answer carries the receipt of
/// the job that tells the author's followers, or of the one that publishes the post at its time.
#[utoipa::path(
    operation_id = "publishPost", tag = "posts",
    request_body(content = Option<PublishPostInput>, description = "When; at once when missing."),
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = PublishedPost), (status = 403), (status = 404), (status = 409), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.publishPost")))
)]
#[post("/posts/{id}/publish")]
async fn publish(call: Call, id: Path<String>, MaybeBody(input): MaybeBody<PublishPostInput>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| PublishedPost::of(&cx, posts::publish(&cx, id, &input.into(), &expected).await?).await;
    Ok(call.once("publishPost", work).await?.at(|done| done.post.version).ok())
}

/// Makes a published or scheduled post a draft again: at once, or at a time that may be changed until then by doing it again.
#[utoipa::path(
    operation_id = "unpublishPost", tag = "posts",
    request_body(content = Option<UnpublishPostInput>, description = "When; at once when missing."),
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unpublishPost")))
)]
#[post("/posts/{id}/unpublish")]
async fn unpublish(call: Call, id: Path<String>, MaybeBody(input): MaybeBody<UnpublishPostInput>) -> Answer {
    let (id, expected, at) = (ids::parse(&id)?, call.expected()?, input.unpublish_at.map(|at| at.0));
    let work = async move |cx| Ok(Post::from(posts::unpublish(&cx, id, at, &expected).await?));
    Ok(call.once("unpublishPost", work).await?.at(|post| post.version).ok())
}

/// Takes back what is planned for a post: one that waits to be published is a draft again, one that is published stays so.
#[utoipa::path(
    operation_id = "cancelSchedule", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.cancelSchedule")))
)]
#[delete("/posts/{id}/schedule")]
async fn cancel_schedule(call: Call, id: Path<String>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| Ok(Post::from(posts::cancel_schedule(&cx, id, &expected).await?));
    Ok(call.once("cancelSchedule", work).await?.at(|post| post.version).ok())
}

/// Shows what a source will look like as a post. Changes nothing.
#[utoipa::path(
    operation_id = "previewMarkdown", tag = "posts",
    request_body(content = PreviewMarkdownInput, description = "The source."),
    responses((status = 200, body = MarkdownPreview)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.previewMarkdown")))
)]
#[post("/markdown/preview")]
async fn preview(call: Call, Body(input): Body<PreviewMarkdownInput>) -> Answer {
    let preview = MarkdownPreview::from(posts::preview(&call, &input.markdown).await?);
    Ok(call.done(preview).ok())
}

/// The routes of posts.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(publish).service(unpublish).service(cancel_schedule).service(preview);
    config.service(get).service(update).service(delete);
    config.configure(super::revisions_rest::routes).configure(super::community::routes);
}
