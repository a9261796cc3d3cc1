//! `/v1/events` and `/v1/event-types`.

use actix_web::{HttpRequest, get};
use presswork_domain::events;

use super::{
    dto::{Event, EventType},
    params::ListParams,
};
use crate::{
    answer::{Answer, ok},
    cx::Cx,
    fields::Fields,
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// What happened, the oldest first, for 30 days unless the operator has decided otherwise. A cursor that has passed an event has missed
/// none before it. For admins and their tokens.
#[utoipa::path(
    operation_id = "events", tag = "events", params(ListParams),
    responses((status = 200, body = List<Event>), (status = 403), (status = 410)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.events")))
)]
#[get("/events")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<Event>(params.fields.as_deref())?, params.include_total);
    let (filter, args) = params.split();
    let page = events::list(&cx, &args, &filter).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Event>(&request, page, &fields))
}

/// The types of events, with what they mean.
#[utoipa::path(
    operation_id = "eventTypes", tag = "events",
    responses((status = 200, body = Vec<EventType>)),
    extensions(("x-graphql" = json!("Query.eventTypes")))
)]
#[get("/event-types")]
async fn types(_cx: Cx) -> Answer {
    Ok(ok(events::EventType::ALL.map(EventType::from)))
}

/// The routes of events.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(types);
}
