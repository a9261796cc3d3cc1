//! `/v1/exports`.

use actix_web::{HttpRequest, delete, get, post, web::Path};
use presswork_domain::{Context, exports, ids};

use super::{
    dto::{CreateDataExportInput, DataExport},
    file,
};
use crate::{
    answer::{Answer, ok},
    body::Body,
    call::Call,
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// What the person asking has asked to take along, the newest first.
#[utoipa::path(
    operation_id = "dataExports", tag = "exports", params(PageParams),
    responses((status = 200, body = List<DataExport>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.dataExports")))
)]
#[get("/exports")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<DataExport>(params.fields.as_deref())?, params.include_total);
    let page = exports::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, DataExport>(&request, page, &fields))
}

/// Asks for something to take along, as it is at the moment when its job begins. Whoever asks has to have proved who they are within
/// the last minutes.
#[utoipa::path(
    operation_id = "createDataExport", tag = "exports",
    request_body(content = CreateDataExportInput, description = "What to take along."),
    responses(
        (status = 202, body = DataExport), (status = 403), (status = 409),
        (status = 404, description = "The export of an earlier request with this key is gone.")
    ),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createDataExport")))
)]
#[post("/exports")]
async fn create(call: Call, Body(input): Body<CreateDataExportInput>) -> Answer {
    let cx = Context::clone(&call);
    let created = async move |cx| Ok(exports::create(&cx, input.kind.into()).await?.to_string());
    let done = call.once::<String, _, _>("createDataExport", created).await?;
    let export = exports::get(&cx, ids::parse(done.value())?).await?;
    Ok(done.instead(DataExport::from(export)).accepted_at(DataExport::receipt))
}

/// One export of the person asking.
#[utoipa::path(
    operation_id = "dataExport", tag = "exports",
    params(("id" = String, Path, description = "`exp_...`"), FieldsParams),
    responses((status = 200, body = DataExport), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.dataExport")))
)]
#[get("/exports/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<DataExport>(params.fields.as_deref())?;
    Ok(ok(fields.pick(DataExport::from(exports::get(&cx, ids::parse(&id)?).await?))))
}

/// Deletes an export with its file; one that is being put together is called off.
#[utoipa::path(
    operation_id = "deleteDataExport", tag = "exports",
    params(("id" = String, Path, description = "`exp_...`")),
    responses((status = 204, description = "It is gone, and its addresses are good for nothing."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deleteDataExport")))
)]
#[delete("/exports/{id}")]
async fn delete(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| exports::delete(&cx, id).await.map(|()| true);
    Ok(call.once("deleteDataExport", work).await?.no_content())
}

/// The routes of exports.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(get).service(delete).service(file::get);
}
