//! `/v1/reports` and `/v1/moderation/queue`.

use actix_web::{HttpRequest, get, post, web::Path};
use presswork_domain::{ids, reports};

use super::dto::{CreateReportInput, Report, ReportCase, ResolveReportInput};
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

/// Reports a post, a comment or a person. One has one open report on a thing.
#[utoipa::path(
    operation_id = "createReport", tag = "reports",
    request_body(content = CreateReportInput, description = "What, and what is wrong with it."),
    responses((status = 201, body = Report), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createReport")))
)]
#[post("/reports")]
async fn create(call: Call, Body(input): Body<CreateReportInput>) -> Answer {
    let work = async move |cx| Ok(Report::from(reports::create(&cx, &input.into()).await?));
    Ok(call.once("createReport", work).await?.created(|one| format!("/v1/reports/{}", *one.id)))
}

/// One report: for who wrote it and for moderators.
#[utoipa::path(
    operation_id = "report", tag = "reports", params(("id" = String, Path, description = "`report_...`")),
    responses((status = 200, body = Report), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.report")))
)]
#[get("/reports/{id}")]
async fn get(cx: Cx, id: Path<String>) -> Answer {
    Ok(ok(Report::from(reports::get(&cx, ids::parse(&id)?).await?)))
}

/// The things with open reports, the longest waiting first. For moderators.
#[utoipa::path(
    operation_id = "moderationQueue", tag = "reports", params(PageParams),
    responses((status = 200, body = List<ReportCase>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.moderationQueue")))
)]
#[get("/moderation/queue")]
async fn queue(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<ReportCase>(params.fields.as_deref())?, params.include_total);
    let page = reports::queue(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, ReportCase>(&request, page, &fields))
}

/// Resolves a report, and with it all that are open on the same thing. For moderators.
#[utoipa::path(
    operation_id = "resolveReport", tag = "reports",
    request_body(content = ResolveReportInput, description = "What comes of it."),
    params(("id" = String, Path, description = "`report_...`")),
    responses((status = 200, body = Report), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.resolveReport")))
)]
#[post("/reports/{id}/resolve")]
async fn resolve(call: Call, id: Path<String>, Body(input): Body<ResolveReportInput>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Report::from(reports::resolve(&cx, id, &input.into()).await?));
    Ok(call.once("resolveReport", work).await?.ok())
}

/// The routes of reports.
pub fn routes(config: &mut Routes<'_>) {
    config.service(create).service(queue).service(get).service(resolve);
}
