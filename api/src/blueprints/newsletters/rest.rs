//! `/v1/newsletter`.

use actix_web::{HttpRequest, delete, get, post, web::Path};
use presswork_domain::{ids, newsletters};

use super::dto::{ConfirmSubscriptionInput, NewsletterPreference, NewsletterSubscription, SubscribeInput, Subscriber};
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

/// Subscribes an address to newsletters. That of one's own account at once; to any other a mail with a token is on its way, and the
/// answer is the same whether or not it is known.
#[utoipa::path(
    operation_id = "subscribe", tag = "newsletters",
    request_body(content = SubscribeInput, description = "Which address."),
    responses((status = 202, body = NewsletterSubscription)),
    extensions(("x-graphql" = json!("Mutation.subscribe")))
)]
#[post("/newsletter/subscribers")]
async fn subscribe(call: Call, Body(input): Body<SubscribeInput>) -> Answer {
    let work = async move |cx| Ok(NewsletterSubscription::from(newsletters::subscribe(&cx, &input.into()).await?));
    Ok(call.once("subscribe", work).await?.accepted())
}

/// Confirms a subscription by the token of the mail.
#[utoipa::path(
    operation_id = "confirmSubscription", tag = "newsletters",
    request_body(content = ConfirmSubscriptionInput, description = "The token."),
    responses((status = 200, body = NewsletterSubscription), (status = 410)),
    extensions(("x-graphql" = json!("Mutation.confirmSubscription")))
)]
#[post("/newsletter/subscribers/confirm")]
async fn confirm(call: Call, Body(input): Body<ConfirmSubscriptionInput>) -> Answer {
    let work = async move |cx| Ok(NewsletterSubscription::from(newsletters::confirm(&cx, &input.token).await?));
    Ok(call.once("confirmSubscription", work).await?.ok())
}

/// Whether newsletters come to one, at the address of one's account.
#[utoipa::path(
    operation_id = "newsletterPreference", tag = "newsletters",
    responses((status = 200, body = NewsletterPreference)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.newsletterPreference")))
)]
#[get("/me/newsletter")]
async fn preference(cx: Cx) -> Answer {
    Ok(ok(NewsletterPreference::from(newsletters::preference(&cx).await?)))
}

/// Ends one's own newsletters. There need not be any.
#[utoipa::path(
    operation_id = "unsubscribe", tag = "newsletters",
    responses((status = 204, description = "None come any more.")),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unsubscribe")))
)]
#[delete("/me/newsletter")]
async fn unsubscribe(call: Call) -> Answer {
    let work = async move |cx| newsletters::unsubscribe(&cx).await.map(|()| true);
    Ok(call.once("unsubscribe", work).await?.no_content())
}

/// Who gets newsletters, the last first.
#[utoipa::path(
    operation_id = "subscribers", tag = "newsletters", params(PageParams),
    responses((status = 200, body = List<Subscriber>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.subscribers")))
)]
#[get("/newsletter/subscribers")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Subscriber>(params.fields.as_deref())?, params.include_total);
    let page = newsletters::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Subscriber>(&request, page, &fields))
}

/// Ends somebody's subscription.
#[utoipa::path(
    operation_id = "removeSubscriber", tag = "newsletters",
    params(("id" = String, Path, description = "`sub_...`")),
    responses((status = 204, description = "No newsletters go there any more."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.removeSubscriber")))
)]
#[delete("/newsletter/subscribers/{id}")]
async fn remove(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| newsletters::remove(&cx, id).await.map(|()| true);
    Ok(call.once("removeSubscriber", work).await?.no_content())
}

/// The routes of newsletters.
pub fn routes(config: &mut Routes<'_>) {
    config.service(confirm).service(list).service(subscribe).service(preference).service(unsubscribe).service(remove);
}
