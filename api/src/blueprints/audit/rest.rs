//! `/v1/audit-log`.

use actix_web::{HttpRequest, get};
use presswork_domain::audit;

use super::{dto::AuditEntry, params::ListParams};
use crate::{
    answer::Answer,
    cx::Cx,
    fields::Fields,
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// Who did what to what, from where, and what came of it; the newest first. For admins.
#[utoipa::path(
    operation_id = "auditLog", tag = "audit", params(ListParams),
    responses((status = 200, body = List<AuditEntry>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.auditLog")))
)]
#[get("/audit-log")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<AuditEntry>(params.fields.as_deref())?, params.include_total);
    let (filter, args) = params.split();
    let page = audit::list(&cx, &args, &filter).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, AuditEntry>(&request, page, &fields))
}

/// The routes of the audit log.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list);
}
