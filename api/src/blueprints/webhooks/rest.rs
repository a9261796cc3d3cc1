//! `/v1/webhooks`.

use actix_web::{HttpRequest, delete, get, patch, post, web::Path};
use presswork_domain::{ids, webhooks};

use super::{
    dto::{IssuedWebhook, Webhook},
    inputs::{CreateWebhookInput, UpdateWebhookInput},
    sending,
};
use crate::{
    answer::{Answer, created_once, ok_at, ok_once},
    body::Body,
    call::Call,
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// Who hears of events, the newest first. For admins.
#[utoipa::path(
    operation_id = "webhooks", tag = "webhooks", params(PageParams),
    responses((status = 200, body = List<Webhook>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.webhooks")))
)]
#[get("/webhooks")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Webhook>(params.fields.as_deref())?, params.include_total);
    let page = webhooks::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Webhook>(&request, page, &fields))
}

/// Makes a webhook. Its secret is in this answer and nowhere else. For admins.
#[utoipa::path(
    operation_id = "createWebhook", tag = "webhooks",
    request_body(content = CreateWebhookInput, description = "The webhook."),
    responses((status = 201, body = IssuedWebhook), (status = 403), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createWebhook")))
)]
#[post("/webhooks")]
async fn create(call: Call, Body(input): Body<CreateWebhookInput>) -> Answer {
    let issued = IssuedWebhook::from(webhooks::create(&call, &input.into()).await?);
    Ok(created_once(Some(&format!("/v1/webhooks/{}", *issued.webhook.id)), issued))
}

/// One webhook. For admins.
#[utoipa::path(
    operation_id = "webhook", tag = "webhooks",
    params(("id" = String, Path, description = "`hook_...`"), FieldsParams),
    responses((status = 200, body = Webhook), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.webhook")))
)]
#[get("/webhooks/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<Webhook>(params.fields.as_deref())?;
    let webhook = webhooks::get(&cx, ids::parse(&id)?).await?;
    Ok(ok_at(webhook.version, fields.pick(Webhook::from(webhook))))
}

/// Changes a webhook. For admins.
#[utoipa::path(
    operation_id = "updateWebhook", tag = "webhooks",
    request_body(content = UpdateWebhookInput, description = "What is absent stays, null clears."),
    params(("id" = String, Path, description = "`hook_...`")),
    responses((status = 200, body = Webhook), (status = 403), (status = 404), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updateWebhook")))
)]
#[patch("/webhooks/{id}")]
async fn update(call: Call, id: Path<String>, Body(input): Body<UpdateWebhookInput>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| Ok(Webhook::from(webhooks::update(&cx, id, &input.into(), &expected).await?));
    Ok(call.once("updateWebhook", work).await?.at(|webhook| webhook.version).ok())
}

/// Deletes a webhook with its deliveries. For admins.
#[utoipa::path(
    operation_id = "deleteWebhook", tag = "webhooks",
    params(("id" = String, Path, description = "`hook_...`")),
    responses((status = 204, description = "It hears of nothing any more."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deleteWebhook")))
)]
#[delete("/webhooks/{id}")]
async fn delete(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| webhooks::delete(&cx, id).await.map(|()| true);
    Ok(call.once("deleteWebhook", work).await?.no_content())
}

/// Gives a webhook another secret, which is in this answer and nowhere else. For a day, unless the operator has decided otherwise, the
/// former one signs beside it. For admins.
#[utoipa::path(
    operation_id = "rotateWebhookSecret", tag = "webhooks",
    params(("id" = String, Path, description = "`hook_...`")),
    responses((status = 200, body = IssuedWebhook), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.rotateWebhookSecret")))
)]
#[post("/webhooks/{id}/rotate-secret")]
async fn rotate_secret(call: Call, id: Path<String>) -> Answer {
    Ok(ok_once(IssuedWebhook::from(webhooks::rotate_secret(&call, ids::parse(&id)?).await?)))
}

/// The routes of webhooks.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(get).service(update).service(delete).service(rotate_secret);
    config.configure(sending::routes);
}
