//! `/v1/jobs`.

use actix_web::{HttpRequest, get, post, web::Path};
use presswork_domain::{ids, jobs};

use super::{
    dto::{Job, JobFailure, JobStep},
    inputs::JobFilterInput,
    params::ListParams,
};
use crate::{
    answer::{Answer, ok},
    body::Body,
    call::Call,
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// The jobs that one's own requests set in motion, the newest first; for admins, all.
#[utoipa::path(
    operation_id = "jobs", tag = "jobs", params(ListParams),
    responses((status = 200, body = List<Job>)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.jobs")))
)]
#[get("/jobs")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<Job>(params.fields.as_deref())?, params.include_total);
    let (filter, args) = params.split()?;
    let page = jobs::list(&cx, &args, &filter).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Job>(&request, page, &fields))
}

/// The receipt of a job.
#[utoipa::path(
    operation_id = "job", tag = "jobs",
    params(("id" = String, Path, description = "`job_...`"), FieldsParams),
    responses((status = 200, body = Job), (status = 404)),
    extensions(("x-graphql" = json!("Query.job")))
)]
#[get("/jobs/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<Job>(params.fields.as_deref())?;
    Ok(ok(fields.pick(Job::from(jobs::get(&cx, ids::parse(&id)?).await?))))
}

/// The failed attempts of a job, the first one first.
#[utoipa::path(
    operation_id = "jobFailures", tag = "jobs",
    params(("id" = String, Path, description = "`job_...`")),
    responses((status = 200, body = Vec<JobFailure>), (status = 404)),
    extensions(("x-graphql" = json!("Query.jobFailures")))
)]
#[get("/jobs/{id}/failures")]
async fn failures(cx: Cx, id: Path<String>) -> Answer {
    let failures = jobs::failures(&cx, ids::parse(&id)?).await?;
    Ok(ok(failures.into_iter().map(JobFailure::from).collect::<Vec<_>>()))
}

/// The finished steps of a job, the first one first.
#[utoipa::path(
    operation_id = "jobSteps", tag = "jobs",
    params(("id" = String, Path, description = "`job_...`")),
    responses((status = 200, body = Vec<JobStep>), (status = 404)),
    extensions(("x-graphql" = json!("Query.jobSteps")))
)]
#[get("/jobs/{id}/steps")]
async fn steps(cx: Cx, id: Path<String>) -> Answer {
    let steps = jobs::steps(&cx, ids::parse(&id)?).await?;
    Ok(ok(steps.into_iter().map(JobStep::from).collect::<Vec<_>>()))
}

/// Retries the dead jobs that fit a filter; cancelled, parked or scheduled ones, which wait for another try, when it names that
/// state. For operators.
#[utoipa::path(
    operation_id = "retryJobs", tag = "jobs", request_body(content = JobFilterInput, description = "Which jobs."),
    responses((status = 202, body = Job), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.retryJobs")))
)]
#[post("/jobs/retry")]
async fn retry_many(call: Call, Body(input): Body<JobFilterInput>) -> Answer {
    let filter = input.try_into()?;
    let work = async move |cx| Ok(Job::from(jobs::retry_many(&cx, filter).await?));
    Ok(call.once("retryJobs", work).await?.accepted_at(Job::address))
}

/// Gives the dead and parked jobs up that fit a filter. For operators.
#[utoipa::path(
    operation_id = "discardJobs", tag = "jobs", request_body(content = JobFilterInput, description = "Which jobs."),
    responses((status = 202, body = Job), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.discardJobs")))
)]
#[post("/jobs/discard")]
async fn discard_many(call: Call, Body(input): Body<JobFilterInput>) -> Answer {
    let filter = input.try_into()?;
    let work = async move |cx| Ok(Job::from(jobs::discard_many(&cx, filter).await?));
    Ok(call.once("discardJobs", work).await?.accepted_at(Job::address))
}

/// Calls the unfinished jobs off that fit a filter: one's own, as far as their kinds leave that to people; for operators, all.
#[utoipa::path(
    operation_id = "cancelJobs", tag = "jobs", request_body(content = JobFilterInput, description = "Which jobs."),
    responses((status = 202, body = Job)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.cancelJobs")))
)]
#[post("/jobs/cancel")]
async fn cancel_many(call: Call, Body(input): Body<JobFilterInput>) -> Answer {
    let filter = input.try_into()?;
    let work = async move |cx| Ok(Job::from(jobs::cancel_many(&cx, filter).await?));
    Ok(call.once("cancelJobs", work).await?.accepted_at(Job::address))
}

/// Calls a job off. One that waits is cancelled at once, one that runs is asked to stop. Letters, ends of suspensions and other things
/// that people rely on are called off by operators alone.
#[utoipa::path(
    operation_id = "cancelJob", tag = "jobs",
    params(("id" = String, Path, description = "`job_...`")),
    responses((status = 200, body = Job), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.cancelJob")))
)]
#[post("/jobs/{id}/cancel")]
async fn cancel(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let job = call.once("cancelJob", async move |cx| Ok(Job::from(jobs::cancel(&cx, id).await?)));
    Ok(job.await?.ok())
}

/// Gives a dead, cancelled or parked job one more attempt, now; one that waits for another try begins it now. For operators.
#[utoipa::path(
    operation_id = "retryJob", tag = "jobs",
    params(("id" = String, Path, description = "`job_...`")),
    responses((status = 200, body = Job), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.retryJob")))
)]
#[post("/jobs/{id}/retry")]
async fn retry(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let job = call.once("retryJob", async move |cx| Ok(Job::from(jobs::retry(&cx, id).await?)));
    Ok(job.await?.ok())
}

/// Gives a dead or parked job up. For operators.
#[utoipa::path(
    operation_id = "discardJob", tag = "jobs",
    params(("id" = String, Path, description = "`job_...`")),
    responses((status = 200, body = Job), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.discardJob")))
)]
#[post("/jobs/{id}/discard")]
async fn discard(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let job = call.once("discardJob", async move |cx| Ok(Job::from(jobs::discard(&cx, id).await?)));
    Ok(job.await?.ok())
}

/// The routes of jobs.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(get).service(failures).service(steps);
    config.service(retry_many).service(discard_many).service(cancel_many);
    config.service(cancel).service(retry).service(discard);
}
