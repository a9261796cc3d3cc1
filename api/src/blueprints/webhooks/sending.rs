//! `/v1/webhooks/{id}/deliveries` and `/v1/deliveries`.

use actix_web::{HttpRequest, get, post, web::Path};
use presswork_domain::{ids, webhooks};

use super::{
    dto::{WebhookAttempt, WebhookDelivery},
    inputs::RecoverWebhookInput,
    params::DeliveryParams,
};
use crate::{
    answer::{Answer, ok},
    blueprints::jobs::dto::Job,
    body::Body,
    call::Call,
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// What a webhook was told and is to be told, the newest first. For admins.
#[utoipa::path(
    operation_id = "webhookDeliveries", tag = "webhooks",
    params(("id" = String, Path, description = "`hook_...`"), DeliveryParams),
    responses((status = 200, body = List<WebhookDelivery>), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.webhookDeliveries")))
)]
#[get("/webhooks/{id}/deliveries")]
async fn list(cx: Cx, request: HttpRequest, id: Path<String>, Query(params): Query<DeliveryParams>) -> Answer {
    let (fields, total) = (Fields::of::<WebhookDelivery>(params.fields.as_deref())?, params.include_total);
    let (filter, args) = params.split();
    let page = webhooks::deliveries(&cx, ids::parse(&id)?, &args, filter).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, WebhookDelivery>(&request, page, &fields))
}

/// One delivery. For admins.
#[utoipa::path(
    operation_id = "webhookDelivery", tag = "webhooks",
    params(("id" = String, Path, description = "`dlv_...`"), FieldsParams),
    responses((status = 200, body = WebhookDelivery), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.webhookDelivery")))
)]
#[get("/deliveries/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<WebhookDelivery>(params.fields.as_deref())?;
    Ok(ok(fields.pick(WebhookDelivery::from(webhooks::delivery(&cx, ids::parse(&id)?).await?))))
}

/// The attempts of a delivery, the latest first, at most a hundred. For admins.
#[utoipa::path(
    operation_id = "webhookAttempts", tag = "webhooks",
    params(("id" = String, Path, description = "`dlv_...`")),
    responses((status = 200, body = Vec<WebhookAttempt>), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.webhookAttempts")))
)]
#[get("/deliveries/{id}/attempts")]
async fn attempts(cx: Cx, id: Path<String>) -> Answer {
    let attempts = webhooks::attempts(&cx, ids::parse(&id)?).await?;
    Ok(ok(attempts.into_iter().map(WebhookAttempt::from).collect::<Vec<_>>()))
}

/// Begins a delivery anew, whatever came of it: all attempts are before it again, the first one now. For admins.
#[utoipa::path(
    operation_id = "redeliver", tag = "webhooks",
    params(("id" = String, Path, description = "`dlv_...`")),
    responses((status = 202, body = WebhookDelivery), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.redeliver")))
)]
#[post("/deliveries/{id}/redeliver")]
async fn redeliver(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(WebhookDelivery::from(webhooks::redeliver(&cx, id).await?));
    Ok(call.once("redeliver", work).await?.accepted_at(WebhookDelivery::address))
}

/// Sends a webhook something to try it out (`webhook.test`), once, also while it is disabled. For admins.
#[utoipa::path(
    operation_id = "testWebhook", tag = "webhooks",
    params(("id" = String, Path, description = "`hook_...`")),
    responses((status = 202, body = WebhookDelivery), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.testWebhook")))
)]
#[post("/webhooks/{id}/test")]
async fn test(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(WebhookDelivery::from(webhooks::test(&cx, id).await?));
    Ok(call.once("testWebhook", work).await?.accepted_at(WebhookDelivery::address))
}

/// Sends a webhook again all that failed since a time, and what it was never told because it was disabled; but nothing from before it was
/// made. For admins.
#[utoipa::path(
    operation_id = "recoverWebhook", tag = "webhooks",
    request_body(content = RecoverWebhookInput, description = "What to send again."),
    params(("id" = String, Path, description = "`hook_...`")),
    responses((status = 202, body = Job), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.recoverWebhook")))
)]
#[post("/webhooks/{id}/recover")]
async fn recover(call: Call, id: Path<String>, Body(input): Body<RecoverWebhookInput>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Job::from(webhooks::recover(&cx, id, input.since.0).await?));
    Ok(call.once("recoverWebhook", work).await?.accepted_at(Job::address))
}

/// The routes of deliveries.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(get).service(attempts);
    config.service(redeliver).service(test).service(recover);
}
