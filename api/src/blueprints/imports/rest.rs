//! `/v1/imports`.

use actix_web::{HttpRequest, delete, get, post, web::Path};
use presswork_domain::{
    Context, Result,
    ids::{self, ImportId, JobId},
    imports, jobs,
};

use super::{
    content,
    dto::{DataImport, DataImportFinding},
    inputs::CreateDataImportInput,
};
use crate::{
    answer::{Answer, ok},
    blueprints::jobs::dto::Job,
    body::Body,
    call::Call,
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// What was taken in, or is to be, the newest first. For admins.
#[utoipa::path(
    operation_id = "dataImports", tag = "imports", params(PageParams),
    responses((status = 200, body = List<DataImport>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.dataImports")))
)]
#[get("/imports")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<DataImport>(params.fields.as_deref())?, params.include_total);
    let page = imports::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, DataImport>(&request, page, &fields))
}

/// Says that an archive is coming. `uploadUrl` says where its bytes go; then `planDataImport` or `applyDataImport`. Whoever asks is an admin
/// who has proved who they are within the last minutes.
#[utoipa::path(
    operation_id = "createDataImport", tag = "imports",
    request_body(content = CreateDataImportInput, description = "The archive."),
    responses(
        (status = 201, body = DataImport), (status = 403),
        (status = 404, description = "The import of an earlier request with this key is gone.")
    ),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createDataImport")))
)]
#[post("/imports")]
async fn create(call: Call, Body(input): Body<CreateDataImportInput>) -> Answer {
    let cx = Context::clone(&call);
    let created = async move |cx| Ok(imports::create(&cx, &input.into()).await?.to_string());
    let done = call.once::<String, _, _>("createDataImport", created).await?;
    let import = imports::get(&cx, ids::parse(done.value())?).await?;
    Ok(done.instead(DataImport::from(import)).created(|import| format!("/v1/imports/{}", *import.id)))
}

/// One import. For admins.
#[utoipa::path(
    operation_id = "dataImport", tag = "imports",
    params(("id" = String, Path, description = "`imp_...`"), FieldsParams),
    responses((status = 200, body = DataImport), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.dataImport")))
)]
#[get("/imports/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<DataImport>(params.fields.as_deref())?;
    Ok(ok(fields.pick(DataImport::from(imports::get(&cx, ids::parse(&id)?).await?))))
}

/// What the last task of an import has found that can't come, or can't go, in the order of the archive: the first 1,000. For admins.
#[utoipa::path(
    operation_id = "dataImportFindings", tag = "imports",
    params(("id" = String, Path, description = "`imp_...`"), PageParams),
    responses((status = 200, body = List<DataImportFinding>), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.dataImportFindings")))
)]
#[get("/imports/{id}/findings")]
async fn findings(cx: Cx, request: HttpRequest, id: Path<String>, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<DataImportFinding>(params.fields.as_deref())?, params.include_total);
    let page = imports::findings(&cx, ids::parse(&id)?, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, DataImportFinding>(&request, page, &fields))
}

/// Goes through an archive and tells what taking it in would do: `tallies` and `dataImportFindings`. Nothing of the site is written. One
/// import at a time. For admins.
#[utoipa::path(
    operation_id = "planDataImport", tag = "imports",
    params(("id" = String, Path, description = "`imp_...`")),
    responses(
        (status = 202, body = Job), (status = 403), (status = 404), (status = 409),
        (status = 410, description = "The archive is removed."),
    ),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.planDataImport")))
)]
#[post("/imports/{id}/plan")]
async fn plan(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| receipt(&cx, imports::request_plan(&cx, id).await?).await;
    Ok(call.once("planDataImport", work).await?.accepted_at(Job::address))
}

/// Takes an archive in, a page at a time. Called off, it keeps what it has done; done again, it adds what is missing. What is here stays, but
/// for posts that came by an import and have changed since in their source and not here. One import at a time. Whoever asks is an admin who
/// has proved who they are within the last minutes.
#[utoipa::path(
    operation_id = "applyDataImport", tag = "imports",
    params(("id" = String, Path, description = "`imp_...`")),
    responses(
        (status = 202, body = Job), (status = 403), (status = 404), (status = 409),
        (status = 410, description = "The archive is removed."),
    ),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.applyDataImport")))
)]
#[post("/imports/{id}/apply")]
async fn apply(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| receipt(&cx, imports::request_apply(&cx, id).await?).await;
    Ok(call.once("applyDataImport", work).await?.accepted_at(Job::address))
}

/// Removes what an import has created, in however many tries, and puts back what it has changed, as long as nobody has changed it or added
/// to it since. One import at a time. Whoever asks is an admin who has proved who they are within the last minutes.
#[utoipa::path(
    operation_id = "undoDataImport", tag = "imports",
    params(("id" = String, Path, description = "`imp_...`")),
    responses((status = 202, body = Job), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.undoDataImport")))
)]
#[post("/imports/{id}/undo")]
async fn undo(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| receipt(&cx, imports::request_undo(&cx, id).await?).await;
    Ok(call.once("undoDataImport", work).await?.accepted_at(Job::address))
}

/// Deletes an import with its archive; a job that is busy with it is called off. What it has created stays, and can't be taken back any
/// more. For admins.
#[utoipa::path(
    operation_id = "deleteDataImport", tag = "imports",
    params(("id" = String, Path, description = "`imp_...`")),
    responses((status = 204, description = "It is gone."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deleteDataImport")))
)]
#[delete("/imports/{id}")]
async fn delete(call: Call, id: Path<String>) -> Answer {
    let id: ImportId = ids::parse(&id)?;
    let work = async move |cx| imports::delete(&cx, id).await.map(|()| true);
    Ok(call.once("deleteDataImport", work).await?.no_content())
}

/// The receipt of the job that was set off.
pub(super) async fn receipt(cx: &Context, job: JobId) -> Result<Job> {
    Ok(Job::from(jobs::receipt(cx, job).await?))
}

/// The routes of imports.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(findings).service(plan).service(apply).service(undo);
    config.service(content::put).service(get).service(delete);
}
