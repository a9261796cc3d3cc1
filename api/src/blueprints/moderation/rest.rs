//! `/v1/moderation/actions` and `/v1/me/moderation-actions`.

use actix_web::{HttpRequest, get, post, web::Path};
use presswork_domain::{ids, moderation};

use super::{
    dto::{CreateModerationActionInput, ModerationAction, ReverseModerationActionInput},
    params::ListParams,
};
use crate::{
    answer::{Answer, ok},
    body::Body,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// Hides, locks, warns, suspends or bans, and tells whom it concerns. For moderators.
#[utoipa::path(
    operation_id = "createModerationAction", tag = "moderation",
    request_body(content = CreateModerationActionInput, description = "What is to be done, to what, and why."),
    responses((status = 201, body = ModerationAction), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createModerationAction")))
)]
#[post("/moderation/actions")]
async fn create(call: Call, Body(input): Body<CreateModerationActionInput>) -> Answer {
    let work = async move |cx| Ok(ModerationAction::from(moderation::create(&cx, &input.into()).await?));
    let done = call.once("createModerationAction", work).await?;
    Ok(done.created(|one| format!("/v1/moderation/actions/{}", *one.id)))
}

/// What moderators have done, the last first. For moderators.
#[utoipa::path(
    operation_id = "moderationActions", tag = "moderation", params(ListParams),
    responses((status = 200, body = List<ModerationAction>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.moderationActions")))
)]
#[get("/moderation/actions")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<ModerationAction>(params.fields.as_deref())?, params.include_total);
    let (filter, args) = params.split()?;
    let page = moderation::list(&cx, &filter, &args).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, ModerationAction>(&request, page, &fields))
}

/// What moderators have done about one, or about what one wrote, the last first.
#[utoipa::path(
    operation_id = "myModerationActions", tag = "moderation", params(PageParams),
    responses((status = 200, body = List<ModerationAction>)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.myModerationActions")))
)]
#[get("/me/moderation-actions")]
async fn mine(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<ModerationAction>(params.fields.as_deref())?, params.include_total);
    let page = moderation::mine(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, ModerationAction>(&request, page, &fields))
}

/// One thing that moderators have done: for whom it concerns and for moderators.
#[utoipa::path(
    operation_id = "moderationAction", tag = "moderation",
    params(("id" = String, Path, description = "`action_...`")),
    responses((status = 200, body = ModerationAction), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.moderationAction")))
)]
#[get("/moderation/actions/{id}")]
async fn get(cx: Cx, id: Path<String>) -> Answer {
    Ok(ok(ModerationAction::from(moderation::get(&cx, ids::parse(&id)?).await?)))
}

/// Takes back what was done, and tells whom it concerns. For moderators.
#[utoipa::path(
    operation_id = "reverseModerationAction", tag = "moderation",
    request_body(content = ReverseModerationActionInput, description = "Why."),
    params(("id" = String, Path, description = "`action_...`")),
    responses((status = 200, body = ModerationAction), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.reverseModerationAction")))
)]
#[post("/moderation/actions/{id}/reverse")]
async fn reverse(call: Call, id: Path<String>, Body(input): Body<ReverseModerationActionInput>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(ModerationAction::from(moderation::reverse(&cx, id, &input.into()).await?));
    Ok(call.once("reverseModerationAction", work).await?.ok())
}

/// The routes of moderation.
pub fn routes(config: &mut Routes<'_>) {
    config.service(create).service(list).service(mine).service(get).service(reverse);
}
