//! Reading jobs for their owners. The ledger's own statements are in `ledger`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use serde_json::Value;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{ChildCounts, JobFailure, JobFilter, JobRecord, JobState, JobStep, Progress, model::UNFINISHED};
use crate::{
    Actor, Context, Result,
    ids::{JobId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx, db::Engine},
    trace::Trace,
};

pub(super) const JOBS: List = List { name: "jobs", key: "j.id", id: "j.id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    queue: String,
    state: String,
    attempt: i32,
    max_attempts: i32,
    progress_done: i64,
    progress_total: Option<i64>,
    progress_note: Option<String>,
    result: Option<Value>,
    last_error: Option<String>,
    cancel_requested_at: Option<DateTime<Utc>>,
    parent_id: Option<Uuid>,
    children: i32,
    worker: Option<String>,
    group_key: Option<String>,
    trace_context: Option<String>,
    enqueued_by: Option<Uuid>,
    run_at: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
}

impl From<Row> for JobRecord {
    fn from(row: Row) -> Self {
        let (trace, request_id) = row.trace_context.as_deref().map(Trace::taken_up).unzip();
        Self {
            id: JobId::from_uuid(row.id),
            kind: row.kind,
            queue: row.queue,
            state: JobState::of_row(&row.state),
            attempt: row.attempt,
            max_attempts: row.max_attempts,
            progress: Progress { done: row.progress_done, total: row.progress_total, note: row.progress_note },
            result: row.result,
            error: row.last_error,
            cancel_requested: row.cancel_requested_at.is_some(),
            parent: row.parent_id.map(JobId::from_uuid),
            children: (row.children > 0).then(ChildCounts::default),
            worker: row.worker,
            group: row.group_key,
            trace: trace.flatten().map(|trace| trace.id()),
            request_id: request_id.map(str::to_owned),
            enqueued_by: row.enqueued_by.map(UserId::from_uuid),
            run_at: row.run_at,
            deadline: row.deadline,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

/// Every query of a person starts here: only what this actor may see.
fn visible_to(actor: &Actor) -> Sql {
    let mut sql = Sql::new(
        "SELECT j.id, j.kind, j.queue, j.state, j.attempt, j.max_attempts, j.progress_done, j.progress_total, \
         j.progress_note, j.result, j.last_error, j.cancel_requested_at, j.parent_id, j.children, j.worker, j.group_key, \
         j.trace_context, j.enqueued_by, j.run_at, j.deadline, j.created_at, j.started_at, j.finished_at \
         FROM jobs j WHERE ",
    );
    if super::policy::can_operate(actor) {
        sql.push("1 = 1");
    } else {
        sql.push("j.enqueued_by = ").bind(actor.user_id().map(|user| user.uuid()));
    }
    sql
}

pub(super) async fn by_id(cx: &Context, id: JobId) -> Result<Option<JobRecord>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND j.id = ").bind(id.uuid());
    let found = sql.one::<Row>(cx.deps.db.reader()).await?;
    Ok(counted(cx, found.into_iter().collect()).await?.pop())
}

pub(super) async fn by_ids(cx: &Context, ids: &[JobId]) -> Result<Vec<JobRecord>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND j.id IN ").bind_all(ids.iter().map(TypeSafeId::uuid));
    counted(cx, sql.all::<Row>(cx.deps.db.reader()).await?).await
}

/// Rows as records, with the counts of children: one more statement if any of them has some.
async fn counted(cx: &Context, rows: Vec<Row>) -> Result<Vec<JobRecord>> {
    let parents: Vec<_> = rows.iter().filter(|row| row.children > 0).map(|row| row.id).collect();
    let mut jobs: Vec<_> = rows.into_iter().map(JobRecord::from).collect();
    if !parents.is_empty() {
        let counts = child_counts(cx, parents).await?;
        for job in jobs.iter_mut().filter(|job| job.children.is_some()) {
            job.children = Some(counts.get(&job.id.uuid()).copied().unwrap_or_default());
        }
    }
    Ok(jobs)
}

/// How the children of these jobs stand, from the children's own rows.
pub(super) async fn child_counts(cx: &Context, parents: Vec<Uuid>) -> Result<HashMap<Uuid, ChildCounts>> {
    #[derive(FromQueryResult)]
    struct Count {
        parent_id: Uuid,
        state: String,
        jobs: i64,
    }
    let mut sql =
        Sql::new("SELECT parent_id, state, COUNT(*) AS jobs FROM jobs WHERE parent_id IS NOT NULL AND parent_id");
    sql.any_of(cx.deps.db.engine(), parents).push(" GROUP BY parent_id, state");
    let mut all = HashMap::new();
    for Count { parent_id, state, jobs } in sql.all::<Count>(cx.deps.db.reader()).await? {
        let counts: &mut ChildCounts = all.entry(parent_id).or_default();
        counts.total += jobs;
        match JobState::of_row(&state) {
            JobState::Succeeded => counts.succeeded += jobs,
            JobState::Dead => counts.dead += jobs,
            JobState::Cancelled => counts.cancelled += jobs,
            _ => counts.remaining += jobs,
        }
    }
    Ok(all)
}

/// How many children of a job have ended with which text in a member of their result.
pub(super) async fn child_results(cx: &Context, parent: JobId, member: &'static str) -> Result<HashMap<String, i64>> {
    #[derive(FromQueryResult)]
    struct Count {
        found: String,
        jobs: i64,
    }
    let found = match cx.deps.db.engine() {
        Engine::Postgres => format!("(result ->> '{member}')"),
        Engine::Sqlite => format!("json_extract(result, '$.{member}')"),
    };
    let mut sql = Sql::new(&format!("SELECT {found} AS found, COUNT(*) AS jobs FROM jobs WHERE {found} IS NOT NULL"));
    sql.push(" AND parent_id IS NOT NULL AND parent_id = ").bind(parent.uuid()).push(" GROUP BY 1");
    let rows = sql.all::<Count>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.found, row.jobs)).collect())
}

/// Locks a job for a change, as far as the engine has row locks; SQLite has one writer anyway.
pub(super) async fn lock(cx: &Context, tx: &Tx, id: JobId) -> Result<Option<JobRecord>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND j.id = ").bind(id.uuid());
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    Ok(sql.one::<Row>(&**tx).await?.map(JobRecord::from))
}

/// The finished steps of a job, the first one first.
pub(super) async fn steps(cx: &Context, id: JobId) -> Result<Vec<JobStep>> {
    let mut sql = Sql::new("SELECT name, result, finished_at FROM job_steps WHERE job_id = ");
    sql.bind(id.uuid()).push(" ORDER BY finished_at, name");
    let rows = sql.all::<super::steps::Row>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(JobStep::from).collect())
}

/// The failed attempts of a job, the first one first.
pub(super) async fn failures(cx: &Context, id: JobId) -> Result<Vec<JobFailure>> {
    #[derive(FromQueryResult)]
    struct Row {
        attempt: i32,
        worker: String,
        error: String,
        failed_at: DateTime<Utc>,
    }
    let mut sql = Sql::new("SELECT attempt, worker, error, failed_at FROM job_failures WHERE job_id = ");
    sql.bind(id.uuid()).push(" ORDER BY attempt");
    let failure = |row: Row| {
        let Row { attempt, worker, error, failed_at } = row;
        JobFailure { attempt, worker, error, failed_at }
    };
    Ok(sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(failure).collect())
}

pub(super) async fn page(cx: &Context, request: &PageRequest, filter: &JobFilter) -> Result<Page<JobRecord>> {
    let mut sql = visible_to(&cx.actor);
    narrow(&mut sql, filter);
    let whole = sql.clone();
    request.apply(JOBS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let jobs = counted(cx, rows).await?;
    let position = |job: &JobRecord| Position { key: Key::Time(job.created_at), id: job.id.uuid() };
    Ok(request.page(cx, JOBS, jobs, position).of(whole))
}

/// Adds the conditions of a filter about `jobs j`.
pub(super) fn narrow(sql: &mut Sql, filter: &JobFilter) {
    match filter.state {
        Some(JobState::Unknown) => {
            let known = JobState::ALL.map(|state| format!("'{}'", state.as_str())).join(", ");
            sql.push(&format!(" AND j.state NOT IN ({known})"));
        }
        Some(state) => {
            sql.push(&format!(" AND j.state = '{}'", state.as_str()));
        }
        None => {}
    }
    if let Some(kind) = &filter.kind {
        sql.push(" AND j.kind = ").bind(kind.clone());
    }
    if let Some(queue) = filter.queue {
        sql.push(&format!(" AND j.queue = '{queue}'"));
    }
    if let Some(parent) = filter.parent {
        sql.push(" AND j.parent_id = ").bind(parent.uuid());
    }
    if let Some(since) = filter.since {
        sql.push(" AND j.created_at >= ").bind(since);
    }
    if let Some(until) = filter.until {
        sql.push(" AND j.created_at < ").bind(until);
    }
    if let Some(error) = &filter.error {
        let text = error.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        sql.push(" AND LOWER(j.last_error) LIKE LOWER(").bind(format!("%{text}%")).push(") ESCAPE '\\'");
    }
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
}

/// Any job that has a unique key, ended or not.
pub(super) async fn any_with_key(tx: &Tx, kind: &str, key: &str) -> Result<Option<JobId>> {
    let mut sql = Sql::new("SELECT id FROM jobs WHERE unique_key IS NOT NULL AND kind = ");
    sql.bind(kind).push(" AND unique_key = ").bind(key.to_owned()).push(" LIMIT 1");
    Ok(sql.one::<Found>(&**tx).await?.map(|row| JobId::from_uuid(row.id)))
}

/// The job that has not ended and holds a unique key.
pub(super) async fn unfinished(tx: &Tx, kind: &str, key: &str) -> Result<Option<JobId>> {
    let mut sql = Sql::new("SELECT id FROM jobs WHERE unique_key IS NOT NULL AND kind = ");
    sql.bind(kind).push(" AND unique_key = ").bind(key.to_owned());
    sql.push(" AND state IN ").push(UNFINISHED).push(" LIMIT 1");
    Ok(sql.one::<Found>(&**tx).await?.map(|row| JobId::from_uuid(row.id)))
}
