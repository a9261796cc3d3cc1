//! `/v1/posts/{post}/comments` and `/v1/comments`.

use actix_web::{HttpRequest, delete, get, patch, post, put, web::Path};
use presswork_domain::{comments, ids};

use super::{
    dto::{Comment, CommentRevision},
    inputs::{CreateCommentInput, UpdateCommentInput},
    params::{IncludeParams, ListParams, include},
};
use crate::{
    answer::{Answer, ok_at},
    body::Body,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// The comments that answer a post itself; their replies are lists of their own.
#[utoipa::path(
    operation_id = "comments", tag = "comments",
    params(("post" = String, Path, description = "`post_...` or a slug", example = "hello-world"), ListParams),
    responses((status = 200, body = List<Comment>), (status = 404)),
    extensions(("x-graphql" = json!("Query.comments")))
)]
#[get("/posts/{post}/comments")]
async fn list(cx: Cx, request: HttpRequest, post: Path<String>, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<Comment>(params.fields.as_deref())?, params.include_total);
    let (sort, args, include) = params.split(&fields)?;
    let page = comments::list(&cx, &post.parse()?, sort, &args, include).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Comment>(&request, page, &fields))
}

/// Comments on a post, or answers a comment on it.
#[utoipa::path(
    operation_id = "createComment", tag = "comments",
    request_body(content = CreateCommentInput, description = "The comment."),
    params(("post" = String, Path, description = "`post_...`")),
    responses((status = 201, body = Comment), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createComment")))
)]
#[post("/posts/{post}/comments")]
async fn create(call: Call, post: Path<String>, Body(input): Body<CreateCommentInput>) -> Answer {
    let post = ids::parse(&post)?;
    let work = async move |cx| Ok(Comment::from(comments::create(&cx, post, &input.into()).await?));
    let done = call.once("createComment", work).await?.at(|comment| comment.version);
    Ok(done.created(|comment| format!("/v1/comments/{}", *comment.id)))
}

/// One comment.
#[utoipa::path(
    operation_id = "comment", tag = "comments",
    params(("id" = String, Path, description = "`comment_...`"), IncludeParams),
    responses((status = 200, body = Comment), (status = 404)),
    extensions(("x-graphql" = json!("Query.comment")))
)]
#[get("/comments/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<IncludeParams>) -> Answer {
    let fields = Fields::of::<Comment>(params.fields.as_deref())?;
    let found = comments::get(&cx, ids::parse(&id)?, include(params.include.as_deref(), &fields)?).await?;
    Ok(ok_at(found.version, fields.pick(Comment::from(found))))
}

/// Changes the text of a comment; the one before is kept.
#[utoipa::path(
    operation_id = "updateComment", tag = "comments",
    request_body(content = UpdateCommentInput, description = "What is absent stays."),
    params(("id" = String, Path, description = "`comment_...`")),
    responses((status = 200, body = Comment), (status = 403), (status = 404), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updateComment")))
)]
#[patch("/comments/{id}")]
async fn update(call: Call, id: Path<String>, Body(input): Body<UpdateCommentInput>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| Ok(Comment::from(comments::update(&cx, id, &input.into(), &expected).await?));
    Ok(call.once("updateComment", work).await?.at(|comment| comment.version).ok())
}

/// Deletes a comment. Where somebody has answered it, a gap stays.
#[utoipa::path(
    operation_id = "deleteComment", tag = "comments",
    params(("id" = String, Path, description = "`comment_...`")),
    responses((status = 204, description = "It is gone."), (status = 403), (status = 404), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deleteComment")))
)]
#[delete("/comments/{id}")]
async fn delete(call: Call, id: Path<String>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| comments::delete(&cx, id, &expected).await.map(|()| true);
    Ok(call.once("deleteComment", work).await?.no_content())
}

/// The replies to a comment.
#[utoipa::path(
    operation_id = "commentReplies", tag = "comments",
    params(("id" = String, Path, description = "`comment_...`"), ListParams),
    responses((status = 200, body = List<Comment>), (status = 404)),
    extensions(("x-graphql" = json!("Query.commentReplies")))
)]
#[get("/comments/{id}/replies")]
async fn replies(cx: Cx, request: HttpRequest, id: Path<String>, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<Comment>(params.fields.as_deref())?, params.include_total);
    let (sort, args, include) = params.split(&fields)?;
    let page = comments::replies(&cx, ids::parse(&id)?, sort, &args, include).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Comment>(&request, page, &fields))
}

/// What a comment said before its changes, the latest first. For its author and for moderators.
#[utoipa::path(
    operation_id = "commentRevisions", tag = "comments",
    params(("id" = String, Path, description = "`comment_...`"), PageParams),
    responses((status = 200, body = List<CommentRevision>), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.commentRevisions")))
)]
#[get("/comments/{id}/revisions")]
async fn revisions(cx: Cx, request: HttpRequest, id: Path<String>, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<CommentRevision>(params.fields.as_deref())?, params.include_total);
    let page = comments::revisions(&cx, ids::parse(&id)?, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, CommentRevision>(&request, page, &fields))
}

/// Says what one feels about a comment. Saying it twice is saying it once.
#[utoipa::path(
    operation_id = "reactToComment", tag = "comments",
    params(("id" = String, Path, description = "`comment_...`"), ("kind" = String, Path, description = "A kind of reaction.", example = "like")),
    responses((status = 200, body = Comment), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.reactToComment")))
)]
#[put("/comments/{id}/reactions/{kind}")]
async fn react(call: Call, path: Path<(String, String)>) -> Answer {
    let (id, kind) = path.into_inner();
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Comment::from(comments::react(&cx, id, &kind).await?));
    Ok(call.once("reactToComment", work).await?.at(|comment| comment.version).ok())
}

/// Takes a reaction to a comment back; there need not be one.
#[utoipa::path(
    operation_id = "unreactToComment", tag = "comments",
    params(("id" = String, Path, description = "`comment_...`"), ("kind" = String, Path, description = "A kind of reaction.", example = "like")),
    responses((status = 200, body = Comment), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unreactToComment")))
)]
#[delete("/comments/{id}/reactions/{kind}")]
async fn unreact(call: Call, path: Path<(String, String)>) -> Answer {
    let (id, kind) = path.into_inner();
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Comment::from(comments::unreact(&cx, id, &kind).await?));
    Ok(call.once("unreactToComment", work).await?.at(|comment| comment.version).ok())
}

/// The routes of comments.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(replies).service(revisions).service(react).service(unreact);
    config.service(get).service(update).service(delete);
}
