//! `/v1/tags`.

use actix_web::{HttpRequest, get, web::Path};
use presswork_domain::tags;
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::Tag;
use crate::{
    answer::{Answer, ok},
    cx::Cx,
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
    let page = tags::list(&cx, &params.into()).await?;
    Ok(page::answer::<_, Tag>(&request, page))
}

/// A tag by slug or id.
#[utoipa::path(
    operation_id = "tag", tag = "tags",
    params(("slug" = String, Path, description = "a slug or `tag_...`", example = "rust")),
    responses((status = 200, body = Tag), (status = 404)),
    extensions(("x-graphql" = json!("Query.tag")))
)]
#[get("/tags/{slug}")]
async fn get(cx: Cx, slug: Path<String>) -> Answer {
    Ok(ok(Tag::from(tags::get(&cx, &slug).await?)))
}

/// The routes of tags.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(get);
}
