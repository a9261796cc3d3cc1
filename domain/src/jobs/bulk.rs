//! Changing many jobs at once: a job of its own that goes through them in small batches, so that no transaction is long,
//! anybody can watch and stop it, and a run that dies goes on where it was.

use chrono::TimeDelta;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Change, ChangeMany, Job, JobFilter, JobRecord, JobState, Run, control, enqueue, family, policy, store, tell,
};
use crate::{
    Context, Error, Result, audit,
    ids::{JobId, UserId},
    kinds,
    platform::{
        Sql, Tx,
        db::{Engine, taken},
        queue::Dispatch,
    },
    scope::Scope,
};

/// How many jobs one transaction changes at most.
const BATCH: usize = 200;

/// Retries the dead jobs that fit a filter; cancelled, parked or scheduled ones, which wait for another try, when the filter asks
/// for those. The receipt tells how far it is.
///
/// # Errors
/// `authentication_required`, `forbidden`; `validation_failed` for a state that can't be retried.
pub async fn retry_many(cx: &Context, filter: JobFilter) -> Result<JobRecord> {
    require_operator(cx)?;
    ask(cx, Change::Retry, filter, None).await
}

/// Gives the dead and parked jobs up that fit a filter.
///
/// # Errors
/// As [`retry_many`].
pub async fn discard_many(cx: &Context, filter: JobFilter) -> Result<JobRecord> {
    require_operator(cx)?;
    ask(cx, Change::Discard, filter, None).await
}

/// Calls the unfinished jobs off that fit a filter: for operators, all; for others their own, as far as the kinds leave that to them.
///
/// # Errors
/// `authentication_required`; `validation_failed` for a state that has ended.
pub async fn cancel_many(cx: &Context, filter: JobFilter) -> Result<JobRecord> {
    cx.actor.require_known()?;
    policy::require_control(&cx.actor)?;
    // The account, not `user_id`: a token that may not read has none of the latter, and without an owner all jobs are meant.
    let owner = match cx.actor.account() {
        _ if policy::can_operate(&cx.actor) => None,
        Some(owner) => Some(owner),
        None => return Err(Error::login_required()),
    };
    ask(cx, Change::Cancel, filter, owner).await
}

/// Calls off what is left of a family. It gets no more children from now on; the last may have come by a clock that is ahead of this one.
pub(super) async fn cancel_children(cx: &Context, tx: &mut Tx, parent: JobId) -> Result<JobId> {
    let filter = JobFilter { parent: Some(parent), ..JobFilter::default() };
    let ahead = TimeDelta::from_std(cx.settings().auth.clock_leeway).map_err(Error::internal)?;
    enqueue(cx, tx, &ChangeMany { change: Change::Cancel, filter, owner: None, asked_at: cx.now + ahead }).await
}

fn require_operator(cx: &Context) -> Result<()> {
    cx.actor.require_known()?;
    cx.actor.require(Scope::Ops)?;
    if policy::can_operate(&cx.actor) {
        Ok(())
    } else {
        Err(cx.actor.no_operator("only operators may do this to jobs"))
    }
}

async fn ask(cx: &Context, change: Change, filter: JobFilter, owner: Option<UserId>) -> Result<JobRecord> {
    let (meant, when_named) = change.states();
    if let Some(state) = filter.state
        && !meant.contains(&state)
        && !when_named.contains(&state)
    {
        return Err(Error::invalid("/state", "invalid_parameter", "this can't be done to jobs in this state"));
    }
    let mut tx = cx.begin().await?;
    let id = enqueue(cx, &mut tx, &ChangeMany { change, filter, owner, asked_at: cx.now }).await?;
    if owner.is_none() {
        audit::record(cx, &mut tx, change.audited().on(id));
    }
    tx.commit().await?;
    super::get(cx, id).await
}

/// Goes through the jobs, in the order of their ids.
///
/// # Errors
/// `job_cancelled`; `stale_version` when another run has taken over; the database's. What is changed stays changed.
pub async fn change_many(run: &Run, job: &ChangeMany) -> Result<Value> {
    // Each batch is counted in its own transaction, so another attempt goes on counting from there.
    let mut changed = run.job.progress_done;
    let total = changed + count(&run.cx, job).await?;
    let mut after = Uuid::nil();
    loop {
        run.check_cancelled()?;
        let Some((last, batch)) = one_batch(run, job, after, changed, total).await? else { break };
        (after, changed) = (last, changed + batch);
    }
    Ok(json!({ "changed": changed, "skipped": (total - changed).max(0) }))
}

/// Changes the next batch; where it ends and how many it changed. `None` when there are no more.
async fn one_batch(run: &Run, job: &ChangeMany, after: Uuid, before: i64, total: i64) -> Result<Option<(Uuid, i64)>> {
    let mut tx = run.cx.begin().await?;
    let ids = candidates(&run.cx, &tx, job, after).await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let changed = match apply(&run.cx, &mut tx, job.change, &ids).await {
        Ok(changed) => changed,
        Err(error) if error.code() == "job_superseded" => {
            drop(tx);
            return Ok(Some((last, one_by_one(run, &ids, before, total).await?)));
        }
        Err(error) => return Err(error),
    };
    let count = length(changed.len());
    run.progress_in(&tx, before + count, Some(total.max(before + count)), "changing jobs").await?;
    tx.commit().await?;
    let parents: Vec<_> = changed.iter().filter_map(|row| row.parent_id.map(JobId::from_uuid)).collect();
    family::settle(&run.cx, &parents).await?;
    Ok(Some((last, count)))
}

/// One of a batch has lost its unique key to another job; the rest has not.
async fn one_by_one(run: &Run, ids: &[Uuid], before: i64, total: i64) -> Result<i64> {
    let mut changed = 0;
    for id in ids {
        match control::retry(&run.cx, JobId::from_uuid(*id)).await {
            Ok(_) => changed += 1,
            Err(Error::Conflict { .. } | Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let tx = run.cx.begin().await?;
    run.progress_in(&tx, before + changed, Some(total), "changing jobs").await?;
    tx.commit().await?;
    Ok(changed)
}

#[derive(FromQueryResult)]
struct Changed {
    id: Uuid,
    queue: String,
    state: String,
    parent_id: Option<Uuid>,
    children: i32,
}

async fn apply(cx: &Context, tx: &mut Tx, change: Change, ids: &[Uuid]) -> Result<Vec<Changed>> {
    let mut sql = change.update(cx);
    sql.push(" WHERE id").any_of(cx.deps.db.engine(), ids.to_vec());
    sql.push(" RETURNING id, queue, state, parent_id, children");
    let rows = sql.all::<Changed>(&**tx).await.map_err(|error| match taken(&error) {
        Some(_) => Error::conflict("job_superseded", "another job has taken this one's place"),
        None => error.into(),
    })?;
    for row in &rows {
        let id = JobId::from_uuid(row.id);
        tx.tell_after_commit(tell::signal(id));
        // A queue that only another release knows, that one looks after.
        let dispatch = row.queue.parse().ok().map(|queue| Dispatch { id, queue });
        if let Some(dispatch) = dispatch.filter(|_| row.state == JobState::Queued.as_str()) {
            tx.dispatch_after_commit(dispatch);
        } else if let Some(dispatch) = dispatch.filter(|_| row.state == JobState::Held.as_str()) {
            tx.dispatch_soon_after_commit(dispatch);
        } else if change == Change::Cancel && row.children > 0 {
            cancel_children(cx, tx, id).await?;
        }
    }
    Ok(rows)
}

async fn count(cx: &Context, job: &ChangeMany) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        jobs: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS jobs FROM jobs j WHERE ");
    meant(&mut sql, job);
    Ok(sql.one::<Count>(cx.deps.db.reader()).await?.map_or(0, |row| row.jobs))
}

async fn candidates(cx: &Context, tx: &Tx, job: &ChangeMany, after: Uuid) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT j.id FROM jobs j WHERE ");
    meant(&mut sql, job);
    sql.push(" AND j.id > ").bind(after).push(&format!(" ORDER BY j.id LIMIT {BATCH}"));
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    Ok(sql.all::<Row>(&**tx).await?.into_iter().map(|row| row.id).collect())
}

/// Which jobs are meant: never those that change others, so that none calls itself off.
fn meant(sql: &mut Sql, job: &ChangeMany) {
    let (meant, _) = job.change.states();
    let states: Vec<_> = meant.iter().map(|state| format!("'{}'", state.as_str())).collect();
    match job.filter.state {
        Some(_) => sql.push("1 = 1"),
        None => sql.push(&format!("j.state IN ({})", states.join(", "))),
    };
    store::narrow(sql, &job.filter);
    sql.push(&format!(" AND j.kind <> '{}' AND j.created_at <= ", ChangeMany::KIND)).bind(job.asked_at);
    sql.push(match job.change {
        Change::Cancel => " AND j.cancel_requested_at IS NULL",
        // What waits for its first attempt is not to be repeated.
        Change::Retry => " AND (j.state <> 'scheduled' OR j.attempt > 0)",
        Change::Discard => "",
    });
    if let Some(owner) = job.owner {
        sql.push(" AND j.enqueued_by = ").bind(owner.uuid());
        sql.push(" AND j.kind IN ").bind_all(kinds::left_to_owners());
    }
}

fn length(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
