//! `/v1/moderation/appeals`.

use actix_web::{HttpRequest, get, post, web::Path};
use presswork_domain::{ids, moderation::appeals};

use super::{
    dto::{Appeal, CreateAppealInput, DecideAppealInput},
    params::ListParams,
};
use crate::{
    answer::{Answer, ok},
    body::Body,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// Says why what moderators did is wrong, once: whom it concerns, logged in or by the token of the mail.
#[utoipa::path(
    operation_id = "createAppeal", tag = "moderation",
    request_body(content = CreateAppealInput, description = "What they did, and why it was wrong."),
    responses((status = 201, body = Appeal), (status = 403), (status = 404), (status = 409)),
    security((), ("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createAppeal")))
)]
#[post("/moderation/appeals")]
async fn create(call: Call, Body(input): Body<CreateAppealInput>) -> Answer {
    let work = async move |cx| Ok(Appeal::from(appeals::create(&cx, &input.into()).await?));
    Ok(call.once("createAppeal", work).await?.created(|one| format!("/v1/moderation/appeals/{}", *one.id)))
}

/// Appeals, the longest waiting first. For moderators.
#[utoipa::path(
    operation_id = "appeals", tag = "moderation", params(ListParams),
    responses((status = 200, body = List<Appeal>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.appeals")))
)]
#[get("/moderation/appeals")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<Appeal>(params.fields.as_deref())?, params.include_total);
    let (decided, args) = params.split();
    let page = appeals::list(&cx, decided, &args).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Appeal>(&request, page, &fields))
}

/// One appeal: for who wrote it and for moderators.
#[utoipa::path(
    operation_id = "appeal", tag = "moderation", params(("id" = String, Path, description = "`appeal_...`")),
    responses((status = 200, body = Appeal), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.appeal")))
)]
#[get("/moderation/appeals/{id}")]
async fn get(cx: Cx, id: Path<String>) -> Answer {
    Ok(ok(Appeal::from(appeals::get(&cx, ids::parse(&id)?).await?)))
}

/// Decides an appeal: what was done stays, or holds no more. Who appealed is told. For moderators.
#[utoipa::path(
    operation_id = "decideAppeal", tag = "moderation",
    request_body(content = DecideAppealInput, description = "What comes of it."),
    params(("id" = String, Path, description = "`appeal_...`")),
    responses((status = 200, body = Appeal), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.decideAppeal")))
)]
#[post("/moderation/appeals/{id}/decide")]
async fn decide(call: Call, id: Path<String>, Body(input): Body<DecideAppealInput>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Appeal::from(appeals::decide(&cx, id, &input.into()).await?));
    Ok(call.once("decideAppeal", work).await?.ok())
}

/// The routes of appeals.
pub fn routes(config: &mut Routes<'_>) {
    config.service(create).service(list).service(get).service(decide);
}
