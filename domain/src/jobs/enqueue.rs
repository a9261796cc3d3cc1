//! Writing jobs into the ledger, in the caller's transaction.

use std::{collections::BTreeSet, slice};

use chrono::{DateTime, Utc};

use super::{
    ChangeMany, Job, JobState, Terms,
    insert::{self, Batch, Row, Written},
    store,
};
use crate::{
    Context, Error, Result,
    ids::{self, JobId, JobKind},
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::Mark,
        queue::Dispatch,
        telemetry::{Span, SpanKind},
    },
    trace::Trace,
};

/// How many rows one statement writes at most. SQLite takes 32,766 values in one.
pub(super) const CHUNK: usize = 5_000;
/// How often one is written whose unique key is free again whenever its holder is looked for.
const TRIES: u32 = 3;

/// Enqueues a job that is due at once. Its id is the receipt; for a job that is already waiting under the same unique
/// key, the id of that one.
///
/// # Errors
/// The database's; the caller's transaction is lost then. `unavailable` when one job after the other takes the unique key and
/// ends.
pub async fn enqueue<J: Job>(cx: &Context, tx: &mut Tx, job: &J) -> Result<JobId> {
    enqueue_with(cx, tx, job, &Terms::now()).await
}

/// The same for a job that becomes due at a time, to the millisecond.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_at<J: Job>(cx: &Context, tx: &mut Tx, job: &J, run_at: DateTime<Utc>) -> Result<JobId> {
    enqueue_with(cx, tx, job, &Terms::at(run_at)).await
}

/// The same on any terms.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_with<J: Job>(cx: &Context, tx: &mut Tx, job: &J, terms: &Terms) -> Result<JobId> {
    enqueue_as(cx, tx, job, terms, state(cx, terms)).await
}

/// The same in a state of the caller's choice.
pub(super) async fn enqueue_as<J: Job>(
    cx: &Context,
    tx: &mut Tx,
    job: &J,
    terms: &Terms,
    state: JobState,
) -> Result<JobId> {
    let (span, trace) = begin::<J>(cx, cx.trace, &cx.request_id);
    let row = row(cx, job, trace)?;
    if J::ONCE
        && let Some(earlier) = holder::<J>(tx, row.unique_key.as_deref()).await?
    {
        return Ok(earlier);
    }
    let batch = Batch::of::<J>(cx, terms, state);
    let (id, written) = write_one::<J>(cx, tx, &batch, &row).await?;
    if let Some(span) = span {
        if !written.is_empty() {
            span.set("messaging.message.id", id.to_string());
        }
        tx.tell_of(span);
    }
    announce(cx, tx, &batch, &written);
    Ok(id)
}

/// Writes a row, or finds the job that has its unique key. That one may end between the two statements: the key is free then,
/// and the row is written after all.
async fn write_one<J: Job>(cx: &Context, tx: &Tx, batch: &Batch, row: &Row) -> Result<(JobId, Vec<Written>)> {
    for _ in 0..TRIES {
        let written = insert::rows(cx, tx, batch, vec![row.clone()]).await?;
        let id = match written.first() {
            Some(written) => Some(JobId::from_uuid(written.id)),
            None => holder::<J>(tx, row.unique_key.as_deref()).await?,
        };
        if let Some(id) = id {
            return Ok((id, written));
        }
    }
    Err(Error::unavailable("ledger", "the unique key was taken and free again at every try"))
}

/// The job that keeps others of a unique key away.
async fn holder<J: Job>(tx: &Tx, key: Option<&str>) -> Result<Option<JobId>> {
    match key {
        Some(key) if J::ONCE => store::any_with_key(tx, J::KIND, key).await,
        Some(key) => store::unfinished(tx, J::KIND, key).await,
        None => Ok(None),
    }
}

/// Enqueues many jobs of a kind, thousands in one statement. Those whose unique key is taken are passed over; tells the
/// ids of the others.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_many<J: Job>(cx: &Context, tx: &mut Tx, jobs: &[J], terms: &Terms) -> Result<Vec<JobId>> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let (span, trace) = begin::<J>(cx, cx.trace, &cx.request_id);
    write_many::<J>(cx, tx, jobs.iter().map(|job| row(cx, job, trace.clone())), terms, span.into_iter().collect()).await
}

/// The same for jobs that were caused by different requests, none of which is this one: each goes on with the trace that came with
/// it, as [`Trace::carried`] writes it.
///
/// # Errors
/// As [`enqueue`].
pub(crate) async fn enqueue_carried<J: Job>(
    cx: &Context,
    tx: &mut Tx,
    jobs: &[(J, &str)],
    terms: &Terms,
) -> Result<Vec<JobId>> {
    let (mut rows, mut spans) = (Vec::with_capacity(jobs.len()), Vec::new());
    for same in jobs.chunk_by(|(_, one), (_, next)| one == next) {
        let (cause, request_id) = match same {
            // What an earlier release wrote down carries nothing.
            [] | [(_, ""), ..] => (cx.trace, &*cx.request_id),
            [(_, carried), ..] => Trace::taken_up(carried),
        };
        let (span, trace) = begin::<J>(cx, cause, request_id);
        spans.extend(span);
        rows.extend(same.iter().map(|(job, _)| row(cx, job, trace.clone())));
    }
    write_many::<J>(cx, tx, rows.into_iter(), terms, spans).await
}

async fn write_many<J: Job>(
    cx: &Context,
    tx: &mut Tx,
    mut rows: impl Iterator<Item = Result<Row>>,
    terms: &Terms,
    spans: Vec<Span>,
) -> Result<Vec<JobId>> {
    let batch = Batch::of::<J>(cx, terms, state(cx, terms));
    let mut written = Vec::new();
    loop {
        let chunk = rows.by_ref().take(CHUNK).collect::<Result<Vec<_>>>()?;
        if chunk.is_empty() {
            break;
        }
        written.extend(insert::rows(cx, tx, &batch, chunk).await?);
    }
    for span in spans {
        tx.tell_of(span);
    }
    announce(cx, tx, &batch, &written);
    Ok(written.into_iter().map(|row| JobId::from_uuid(row.id)).collect())
}

/// Enqueues a job that is due at once and has no unique key, and runs statements that write what it is about, which change no rows but
/// these of what is shown: on PostgreSQL in one statement.
///
/// # Errors
/// The database's; the caller's transaction is lost then.
pub(crate) async fn enqueue_beside<J: Job>(
    cx: &Context,
    tx: &mut Tx,
    job: &J,
    writes: Vec<Sql>,
    rows: &[Mark],
) -> Result<()> {
    if cx.deps.db.engine() == Engine::Sqlite {
        enqueue(cx, tx, job).await?;
        return Ok(Sql::run_together(writes, &tx.at(rows)).await?);
    }
    let (along, writing) = Along::of(cx, slice::from_ref(job))?;
    let mut sql = Sql::parts([writing].into_iter().chain(writes));
    sql.push(" SELECT w0.id, w0.group_key, w0.held FROM w0");
    let written = sql.all::<Written>(&tx.at(rows)).await?;
    along.written(cx, tx, &written);
    Ok(())
}

/// Jobs that are due at once, written by a statement that writes something else, too.
pub(super) struct Along {
    batch: Batch,
    span: Option<Span>,
}

impl Along {
    /// These, at most [`CHUNK`] of them, and what writes them and tells which, as [`insert::rows`] does.
    pub(super) fn of<J: Job>(cx: &Context, jobs: &[J]) -> Result<(Self, Sql)> {
        let (span, trace) = begin::<J>(cx, cx.trace, &cx.request_id);
        let rows = jobs.iter().map(|job| row(cx, job, trace.clone())).collect::<Result<Vec<_>>>()?;
        let terms = Terms::now();
        let batch = Batch::of::<J>(cx, &terms, state(cx, &terms));
        let writing = insert::writing(cx, &batch, rows);
        Ok((Self { batch, span }, writing))
    }

    /// They are written.
    pub(super) fn written(self, cx: &Context, tx: &mut Tx, written: &[Written]) {
        if let Some(span) = self.span {
            if let [one] = written {
                span.set("messaging.message.id", JobId::from_uuid(one.id).to_string());
            }
            tx.tell_of(span);
        }
        announce(cx, tx, &self.batch, written);
    }
}

/// Begins the span of what enqueues, and says what its jobs carry of it.
fn begin<J: Job>(cx: &Context, cause: Option<Trace>, request_id: &str) -> (Option<Span>, String) {
    let name = || format!("enqueue {}", J::KIND);
    let span = cause.and_then(|cause| cx.deps.tracer.child(SpanKind::Producer, name, cause));
    if let Some(span) = &span {
        span.set("messaging.system", "presswork");
        span.set("messaging.operation.type", "send");
        span.set("messaging.operation.name", "enqueue");
        span.set("messaging.destination.name", J::QUEUE.as_str());
        span.set("presswork.job.kind", J::KIND);
    }
    let trace = span.as_ref().map(Span::trace).or(cause);
    (span, Trace::carried(trace, request_id))
}

fn state(cx: &Context, terms: &Terms) -> JobState {
    match terms.run_at {
        Some(run_at) if run_at > cx.now => JobState::Scheduled,
        _ => JobState::Queued,
    }
}

fn row<J: Job>(cx: &Context, job: &J, trace: String) -> Result<Row> {
    let payload = serde_json::to_string(job).map_err(Error::internal)?;
    let person = || cx.actor.account().filter(|_| J::PER_PERSON).map(|person| person.to_string());
    let group = job.group().or_else(person).map(|group| format!("{}:{group}", J::KIND));
    Ok(Row { id: ids::new::<JobKind>(cx).uuid(), payload, unique_key: job.unique_key(), group, trace })
}

/// Tells the queue after the commit of what is due, and of what becomes due before the next sweep would notice. One job
/// speaks for its group.
fn announce(cx: &Context, tx: &mut Tx, batch: &Batch, written: &[Written]) {
    let soon = (batch.run_at - cx.now).to_std().is_ok_and(|wait| wait <= cx.settings().jobs.sweep_interval);
    let mut groups = BTreeSet::new();
    for row in written {
        let job = Dispatch { id: JobId::from_uuid(row.id), queue: batch.queue };
        match (batch.state, &row.group_key) {
            (JobState::Queued, Some(group)) if row.held => {
                let speaks = groups.insert(group);
                if speaks {
                    tx.dispatch_soon_after_commit(job);
                }
            }
            (JobState::Queued, _) if batch.kind == ChangeMany::KIND => tx.dispatch_first_after_commit(job),
            (JobState::Queued, _) => tx.dispatch_after_commit(job),
            (JobState::Scheduled, _) if soon => tx.dispatch_soon_after_commit(job),
            _ => {}
        }
    }
    tx.count_after_commit(batch.queue, written.len() as u64);
}
