//! `/v1/ops`.

use actix_web::{delete, get, post, put, web::Path};
use presswork_domain::ops;

use super::{
    dto::{Queue, QueueMinute, Schedule, Worker},
    params::HistoryParams,
};
use crate::{
    answer::{Answer, ok},
    blueprints::jobs::dto::Job,
    call::Call,
    cx::Cx,
    query::Query,
    routes::Routes,
};

fn all<T, D: From<T>>(items: Vec<T>) -> Vec<D> {
    items.into_iter().map(D::from).collect()
}

/// Every queue at this moment, the most urgent first.
#[utoipa::path(
    operation_id = "queues", tag = "ops",
    responses((status = 200, body = Vec<Queue>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.queues")))
)]
#[get("/ops/queues")]
async fn queues(cx: Cx) -> Answer {
    Ok(ok(all::<_, Queue>(ops::queues(&cx).await?)))
}

/// How much went through a queue in each of the last minutes, the oldest first; the last one is not over yet.
#[utoipa::path(
    operation_id = "queueHistory", tag = "ops",
    params(
        ("name" = String, Path, description = "`interactive`, `standard` or `bulk`", example = "bulk"),
        HistoryParams
    ),
    responses((status = 200, body = Vec<QueueMinute>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.queueHistory")))
)]
#[get("/ops/queues/{name}/history")]
async fn queue_history(cx: Cx, name: Path<String>, Query(params): Query<HistoryParams>) -> Answer {
    Ok(ok(all::<_, QueueMinute>(ops::queue_history(&cx, name.parse()?, params.minutes).await?)))
}

/// Stops a queue in the whole cluster. What runs goes on.
#[utoipa::path(
    operation_id = "pauseQueue", tag = "ops",
    params(("name" = String, Path, description = "`interactive`, `standard` or `bulk`", example = "bulk")),
    responses((status = 200, body = Queue), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.pauseQueue")))
)]
#[put("/ops/queues/{name}/pause")]
async fn pause_queue(call: Call, name: Path<String>) -> Answer {
    let queue = call.once("pauseQueue", async move |cx| Ok(Queue::from(ops::pause_queue(&cx, name.parse()?).await?)));
    Ok(queue.await?.ok())
}

/// Lets a queue go on.
#[utoipa::path(
    operation_id = "resumeQueue", tag = "ops",
    params(("name" = String, Path, description = "`interactive`, `standard` or `bulk`", example = "bulk")),
    responses((status = 200, body = Queue), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.resumeQueue")))
)]
#[delete("/ops/queues/{name}/pause")]
async fn resume_queue(call: Call, name: Path<String>) -> Answer {
    let queue = call.once("resumeQueue", async move |cx| Ok(Queue::from(ops::resume_queue(&cx, name.parse()?).await?)));
    Ok(queue.await?.ok())
}

/// The worker processes that were heard of within a minute, the longest running first.
#[utoipa::path(
    operation_id = "workers", tag = "ops",
    responses((status = 200, body = Vec<Worker>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.workers")))
)]
#[get("/ops/workers")]
async fn workers(cx: Cx) -> Answer {
    Ok(ok(all::<_, Worker>(ops::workers(&cx).await?)))
}

/// Asks one worker to take nothing new; it finishes what it runs.
#[utoipa::path(
    operation_id = "drainWorker", tag = "ops",
    params(("id" = String, Path, description = "`worker_...`")),
    responses((status = 200, body = Worker), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.drainWorker")))
)]
#[post("/ops/workers/{id}/drain")]
async fn drain_worker(call: Call, id: Path<String>) -> Answer {
    let worker = call.once("drainWorker", async move |cx| Ok(Worker::from(ops::drain_worker(&cx, &id).await?)));
    Ok(worker.await?.ok())
}

/// Every schedule.
#[utoipa::path(
    operation_id = "schedules", tag = "ops",
    responses((status = 200, body = Vec<Schedule>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.schedules")))
)]
#[get("/ops/schedules")]
async fn schedules(cx: Cx) -> Answer {
    Ok(ok(all::<_, Schedule>(ops::schedules(&cx).await?)))
}

/// Sets off a schedule's job now, beside its ticks.
#[utoipa::path(
    operation_id = "triggerSchedule", tag = "ops",
    params(("name" = String, Path, description = "its name", example = "purge-jobs")),
    responses((status = 202, body = Job), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.triggerSchedule")))
)]
#[post("/ops/schedules/{name}/trigger")]
async fn trigger_schedule(call: Call, name: Path<String>) -> Answer {
    let job = call.once("triggerSchedule", async move |cx| Ok(Job::from(ops::trigger_schedule(&cx, &name).await?)));
    Ok(job.await?.accepted_at(Job::address))
}

/// Lets a schedule set off nothing until it is resumed.
#[utoipa::path(
    operation_id = "pauseSchedule", tag = "ops",
    params(("name" = String, Path, description = "its name", example = "purge-jobs")),
    responses((status = 200, body = Schedule), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.pauseSchedule")))
)]
#[put("/ops/schedules/{name}/pause")]
async fn pause_schedule(call: Call, name: Path<String>) -> Answer {
    let schedule =
        call.once("pauseSchedule", async move |cx| Ok(Schedule::from(ops::pause_schedule(&cx, &name).await?)));
    Ok(schedule.await?.ok())
}

/// Lets a schedule go on with its next tick.
#[utoipa::path(
    operation_id = "resumeSchedule", tag = "ops",
    params(("name" = String, Path, description = "its name", example = "purge-jobs")),
    responses((status = 200, body = Schedule), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.resumeSchedule")))
)]
#[delete("/ops/schedules/{name}/pause")]
async fn resume_schedule(call: Call, name: Path<String>) -> Answer {
    let schedule =
        call.once("resumeSchedule", async move |cx| Ok(Schedule::from(ops::resume_schedule(&cx, &name).await?)));
    Ok(schedule.await?.ok())
}

/// The routes of operators.
pub fn routes(config: &mut Routes<'_>) {
    config.service(queues).service(queue_history).service(pause_queue).service(resume_queue);
    config.service(workers).service(drain_worker);
    config.service(schedules).service(trigger_schedule).service(pause_schedule).service(resume_schedule);
}
