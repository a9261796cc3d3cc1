//! `/v1/tags`.

use actix_web::{HttpRequest, get, web::Path};
use presswork_domain::tags;
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::Tag;
use crate::{
    answer::{Answer, ok},
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List, PageParams},
    query::Query,
};

/// All tags by slug.
#[utoipa::path(
    operation_id = "tags", tag = "tags", params(PageParams),
    responses((status = 200, body = List<Tag>)),
    extensions(("x-graphql" = json!("Query.tags")))
)]
#[get("/tags")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let fields = Fields::of::<Tag>(params.fields.as_deref())?;
    let page = tags::list(&cx, &params.into()).await?;
    Ok(page::answer::<_, Tag>(&request, page, &fields))
}

/// A tag by slug or id.
#[utoipa::path(
    operation_id = "tag", tag = "tags",
    params(("slug" = String, Path, description = "a slug or `tag_...`", example = "rust"), FieldsParams),
    responses((status = 200, body = Tag), (status = 404)),
    extensions(("x-graphql" = json!("Query.tag")))
)]
#[get("/tags/{slug}")]
async fn get(cx: Cx, slug: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<Tag>(params.fields.as_deref())?;
    Ok(ok(fields.pick(Tag::from(tags::get(&cx, &slug).await?))))
}

/// The routes of tags.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(get);
}
