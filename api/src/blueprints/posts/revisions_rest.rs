//! `/v1/posts/{id}/revisions`, and bringing deleted posts back.

use actix_web::{HttpRequest, get, post, web::Path};
use presswork_domain::{Error, Result, ids, posts, posts::revisions};

use super::{
    dto::Post,
    params::DiffParams,
    revisions::{PostRevision, RevisionDiff},
};
use crate::{
    answer::{Answer, ok},
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// What a post said at each save, the latest first. For those who may edit it.
#[utoipa::path(
    operation_id = "postRevisions", tag = "posts",
    params(("id" = String, Path, description = "`post_...`"), PageParams),
    responses((status = 200, body = List<PostRevision>), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.postRevisions")))
)]
#[get("/posts/{id}/revisions")]
async fn list(cx: Cx, request: HttpRequest, id: Path<String>, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<PostRevision>(params.fields.as_deref())?, params.include_total);
    let page = revisions::list(&cx, ids::parse(&id)?, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, PostRevision>(&request, page, &fields))
}

/// What a post said at one save. For those who may edit it.
#[utoipa::path(
    operation_id = "postRevision", tag = "posts",
    params(("id" = String, Path, description = "`post_...`"), ("number" = i64, Path, description = "The number of the revision.", example = 1)),
    responses((status = 200, body = PostRevision), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.postRevision")))
)]
#[get("/posts/{id}/revisions/{number}")]
async fn get(cx: Cx, path: Path<(String, String)>) -> Answer {
    let (id, number) = path.into_inner();
    let revision = revisions::get(&cx, ids::parse(&id)?, parsed(&number)?).await?;
    Ok(ok(PostRevision::from(revision)))
}

/// What has changed from one revision to another, as data and as a unified diff. For those who may edit the post.
#[utoipa::path(
    operation_id = "postRevisionDiff", tag = "posts",
    params(("id" = String, Path, description = "`post_...`"), ("number" = i64, Path, description = "The number of the later revision.", example = 1), DiffParams),
    responses((status = 200, body = RevisionDiff), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.postRevisionDiff")))
)]
#[get("/posts/{id}/revisions/{number}/diff")]
async fn diff(cx: Cx, path: Path<(String, String)>, Query(params): Query<DiffParams>) -> Answer {
    let (id, number) = path.into_inner();
    let diff: RevisionDiff = revisions::diff(&cx, ids::parse(&id)?, parsed(&number)?, params.from).await?.into();
    Ok(ok(diff))
}

/// Makes a post say again what it said at a revision: a save like any other.
#[utoipa::path(
    operation_id = "restoreRevision", tag = "posts",
    params(("id" = String, Path, description = "`post_...`"), ("number" = i64, Path, description = "The number of the revision.", example = 1)),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.restoreRevision")))
)]
#[post("/posts/{id}/revisions/{number}/restore")]
async fn restore(call: Call, path: Path<(String, String)>) -> Answer {
    let (id, number) = path.into_inner();
    let (id, number, expected) = (ids::parse(&id)?, parsed(&number)?, call.expected()?);
    let work = async move |cx| Ok(Post::from(revisions::restore(&cx, id, number, &expected).await?));
    Ok(call.once("restoreRevision", work).await?.at(|post| post.version).ok())
}

/// Brings a deleted post back as it was; but for what was planned for it.
#[utoipa::path(
    operation_id = "restorePost", tag = "posts",
    params(("id" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Post), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.restorePost")))
)]
#[post("/posts/{id}/restore")]
async fn restore_post(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Post::from(posts::restore(&cx, id).await?));
    Ok(call.once("restorePost", work).await?.at(|post| post.version).ok())
}

/// What is no number names no revision.
fn parsed(number: &str) -> Result<i64> {
    number.parse().map_err(|_| Error::not_found("revision"))
}

/// The routes of revisions.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(get).service(diff).service(restore).service(restore_post);
}
