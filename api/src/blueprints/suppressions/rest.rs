//! `/v1/suppressions`.

use actix_web::{HttpRequest, delete, get, web::Path};
use presswork_domain::{ids, suppressions};

use super::{dto::Suppression, events::report};
use crate::{
    answer::Answer,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// The addresses to which no mail goes that need not, the last first.
#[utoipa::path(
    operation_id = "suppressions", tag = "suppressions", params(PageParams),
    responses((status = 200, body = List<Suppression>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.suppressions")))
)]
#[get("/suppressions")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Suppression>(params.fields.as_deref())?, params.include_total);
    let page = suppressions::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Suppression>(&request, page, &fields))
}

/// Lets mail go to an address again.
#[utoipa::path(
    operation_id = "liftSuppression", tag = "suppressions",
    params(("id" = String, Path, description = "`supp_...`")),
    responses((status = 204, description = "Mail goes there again."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.liftSuppression")))
)]
#[delete("/suppressions/{id}")]
async fn lift(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| suppressions::lift(&cx, id).await.map(|()| true);
    Ok(call.once("liftSuppression", work).await?.no_content())
}

/// The routes of suppressions.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(lift).service(report);
}
