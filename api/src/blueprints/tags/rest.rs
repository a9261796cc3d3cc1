//! `/v1/tags`, and the tags that one follows.

use actix_web::{HttpRequest, delete, get, patch, post, put, web::Path};
use presswork_domain::{jobs, tags};

use super::{
    dto::Tag,
    inputs::{CreateTagInput, MergeTagInput, UpdateTagInput},
};
use crate::{
    answer::{Answer, moved, ok},
    blueprints::jobs::dto::Job,
    body::Body,
    call::Call,
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// All tags by slug.
#[utoipa::path(
    operation_id = "tags", tag = "tags", params(PageParams),
    responses((status = 200, body = List<Tag>)),
    extensions(("x-graphql" = json!("Query.tags")))
)]
#[get("/tags")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Tag>(params.fields.as_deref())?, params.include_total);
    let page = tags::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Tag>(&request, page, &fields))
}

/// Makes a tag that is there before any post carries it. For moderators.
#[utoipa::path(
    operation_id = "createTag", tag = "tags", request_body(content = CreateTagInput, description = "The tag."),
    responses((status = 201, body = Tag), (status = 403), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createTag")))
)]
#[post("/tags")]
async fn create(call: Call, Body(input): Body<CreateTagInput>) -> Answer {
    let work = async move |cx| Ok(Tag::from(tags::create(&cx, &input.into()).await?));
    Ok(call.once("createTag", work).await?.created(|tag| format!("/v1/tags/{}", tag.slug)))
}

/// A tag by slug or id. A former slug, and one of a tag that was merged into it, answers 301 to the present one.
#[utoipa::path(
    operation_id = "tag", tag = "tags",
    params(("slug" = String, Path, description = "A slug or `tag_...`.", example = "rust"), FieldsParams),
    responses((status = 200, body = Tag), (status = 301, description = "It has another slug now."), (status = 404)),
    extensions(("x-graphql" = json!("Query.tag")))
)]
#[get("/tags/{slug}")]
async fn get(cx: Cx, request: HttpRequest, slug: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<Tag>(params.fields.as_deref())?;
    let found = tags::get(&cx, &slug).await?;
    if found.moved {
        return Ok(moved(&format!("/v1/tags/{}", found.tag.slug), request.query_string()));
    }
    Ok(ok(fields.pick(Tag::from(found.tag))))
}

/// Changes a tag; the slugs that led to it go on leading to it. For moderators.
#[utoipa::path(
    operation_id = "updateTag", tag = "tags",
    request_body(content = UpdateTagInput, description = "What is absent stays, null clears."),
    params(("slug" = String, Path, description = "A slug or `tag_...`.", example = "rust")),
    responses((status = 200, body = Tag), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updateTag")))
)]
#[patch("/tags/{slug}")]
async fn update(call: Call, slug: Path<String>, Body(input): Body<UpdateTagInput>) -> Answer {
    let work = async move |cx| Ok(Tag::from(tags::update(&cx, &slug, &input.into()).await?));
    Ok(call.once("updateTag", work).await?.ok())
}

/// Takes a tag from all posts, from all who follow it, and away. For moderators.
#[utoipa::path(
    operation_id = "deleteTag", tag = "tags",
    params(("slug" = String, Path, description = "A slug or `tag_...`.", example = "rust")),
    responses((status = 204, description = "It is gone."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deleteTag")))
)]
#[delete("/tags/{slug}")]
async fn delete(call: Call, slug: Path<String>) -> Answer {
    let work = async move |cx| tags::delete(&cx, &slug).await.map(|()| true);
    Ok(call.once("deleteTag", work).await?.no_content())
}

/// Merges a tag into another one. The receipt is of the job that moves posts and followers; at its end the slugs of the tag lead to
/// the other one. For moderators.
#[utoipa::path(
    operation_id = "mergeTag", tag = "tags", request_body(content = MergeTagInput, description = "Where to."),
    params(("slug" = String, Path, description = "A slug or `tag_...`.", example = "rust")),
    responses((status = 202, body = Job), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.mergeTag")))
)]
#[post("/tags/{slug}/merge")]
async fn merge(call: Call, slug: Path<String>, Body(input): Body<MergeTagInput>) -> Answer {
    let work = async move |cx| {
        let job = tags::merge(&cx, &slug, &input.into()).await?;
        Ok(Job::from(jobs::receipt(&cx, job).await?))
    };
    Ok(call.once("mergeTag", work).await?.accepted_at(Job::address))
}

/// Follows a tag: its posts come into one's home. Following twice changes nothing.
#[utoipa::path(
    operation_id = "followTag", tag = "tags",
    params(("slug" = String, Path, description = "A slug or `tag_...`.", example = "rust")),
    responses((status = 200, body = Tag), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.followTag")))
)]
#[put("/tags/{slug}/follow")]
async fn follow(call: Call, slug: Path<String>) -> Answer {
    let work = async move |cx| Ok(Tag::from(tags::follow(&cx, &slug).await?));
    Ok(call.once("followTag", work).await?.ok())
}

/// Follows a tag no longer; one need not have.
#[utoipa::path(
    operation_id = "unfollowTag", tag = "tags",
    params(("slug" = String, Path, description = "A slug or `tag_...`.", example = "rust")),
    responses((status = 200, body = Tag), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unfollowTag")))
)]
#[delete("/tags/{slug}/follow")]
async fn unfollow(call: Call, slug: Path<String>) -> Answer {
    let work = async move |cx| Ok(Tag::from(tags::unfollow(&cx, &slug).await?));
    Ok(call.once("unfollowTag", work).await?.ok())
}

/// The tags that one follows, the latest first.
#[utoipa::path(
    operation_id = "followedTags", tag = "tags", params(PageParams),
    responses((status = 200, body = List<Tag>)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.followedTags")))
)]
#[get("/me/followed-tags")]
async fn followed(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Tag>(params.fields.as_deref())?, params.include_total);
    let page = tags::followed(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Tag>(&request, page, &fields))
}

/// The routes of tags.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(get).service(update).service(delete);
    config.service(merge).service(follow).service(unfollow).service(followed);
}
