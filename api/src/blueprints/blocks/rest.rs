//! `/v1/users/{id}/block` and `/v1/me/blocks`.

use actix_web::{HttpRequest, delete, get, put, web::Path};
use presswork_domain::blocks;

use super::dto::Block;
use crate::{
    answer::Answer,
    blueprints::users::dto::User,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// Blocks somebody: the two are out of each other's sight and reach, and follow each other no longer.
#[utoipa::path(
    operation_id = "blockUser", tag = "blocks",
    params(("id" = String, Path, description = "`user_...` or `@username`", example = "@ada")),
    responses((status = 200, body = User), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.blockUser")))
)]
#[put("/users/{id}/block")]
async fn block(call: Call, id: Path<String>) -> Answer {
    let who = id.parse()?;
    let work = async move |cx| Ok(User::from(blocks::block(&cx, &who).await?));
    Ok(call.once("blockUser", work).await?.ok())
}

/// Takes a block back; there need not be one. Following does not come back.
#[utoipa::path(
    operation_id = "unblockUser", tag = "blocks",
    params(("id" = String, Path, description = "`user_...` or `@username`", example = "@ada")),
    responses((status = 200, body = User), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unblockUser")))
)]
#[delete("/users/{id}/block")]
async fn unblock(call: Call, id: Path<String>) -> Answer {
    let who = id.parse()?;
    let work = async move |cx| Ok(User::from(blocks::unblock(&cx, &who).await?));
    Ok(call.once("unblockUser", work).await?.ok())
}

/// Whom one has blocked, the latest first.
#[utoipa::path(
    operation_id = "blocks", tag = "blocks", params(PageParams),
    responses((status = 200, body = List<Block>)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.blocks")))
)]
#[get("/me/blocks")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Block>(params.fields.as_deref())?, params.include_total);
    let page = blocks::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Block>(&request, page, &fields))
}

/// The routes of blocking.
pub fn routes(config: &mut Routes<'_>) {
    config.service(block).service(unblock).service(list);
}
