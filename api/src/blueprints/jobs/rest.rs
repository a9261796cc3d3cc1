//! `/v1/jobs`.

use actix_web::{HttpRequest, get, web::Path};
use presswork_domain::{ids, jobs, page::PageArgs};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{Job, JobState};
use crate::{
    answer::{Answer, ok},
    cx::Cx,
    page::{self, List},
    query::Query,
};

/// Which jobs to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListParams {
    /// How many items from the start.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end.
    #[param(minimum = 1, maximum = 100)]
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
    /// Only in this state.
    #[param(inline)]
    pub state: Option<JobState>,
}

/// The jobs that one's own requests set in motion, the newest first; for admins, all.
#[utoipa::path(
    operation_id = "jobs", tag = "jobs", params(ListParams),
    responses((status = 200, body = List<Job>)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.jobs")))
)]
#[get("/jobs")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let args = PageArgs { first: params.first, after: params.after, last: params.last, before: params.before };
    let page = jobs::list(&cx, &args, params.state.map(Into::into)).await?;
    Ok(page::answer::<_, Job>(&request, page))
}

/// The receipt of a job.
#[utoipa::path(
    operation_id = "job", tag = "jobs",
    params(("id" = String, Path, description = "`job_...`")),
    responses((status = 200, body = Job), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.job")))
)]
#[get("/jobs/{id}")]
async fn get(cx: Cx, id: Path<String>) -> Answer {
    Ok(ok(Job::from(jobs::get(&cx, ids::parse(&id)?).await?)))
}

/// The routes of jobs.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(get);
}
