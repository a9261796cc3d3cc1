//! `/v1/rate-limit`.

use actix_web::get;

use super::dto::RateLimit;
use crate::{
    answer::{Answer, ok},
    cx::Cx,
    fields::{Fields, FieldsParams},
    query::Query,
    routes::Routes,
};

/// What the caller may still use up: points of a budget that both faces are paid from.
#[utoipa::path(
    operation_id = "rateLimit", tag = "budget", params(FieldsParams),
    responses((status = 200, body = RateLimit)),
    extensions(("x-graphql" = json!("Query.rateLimit")))
)]
#[get("/rate-limit")]
async fn get(cx: Cx, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<RateLimit>(params.fields.as_deref())?;
    Ok(ok(fields.pick(RateLimit::of(&cx).await)))
}

/// The routes of the budget.
pub fn routes(config: &mut Routes<'_>) {
    config.service(get);
}
