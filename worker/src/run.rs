//! One attempt of a claimed job, and what the ledger is told about it.

use std::{any::Any, future::pending, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use presswork_domain::{
    Context, Deps, Error, Result,
    jobs::{
        self, Claimed, Outcome, Run, Slot,
        ledger::{self, Completion},
    },
    platform::{
        outage::cause,
        telemetry::{Span, SpanKind},
    },
    trace::Trace,
};
use serde_json::Value;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{Registry, registry::Handler};

/// How long a handler may go on after its job was called off, to end at a place of its choice. Then it is dropped.
const LAST_STEP: Duration = Duration::from_secs(5);

/// How an attempt ended.
pub(crate) enum Verdict {
    /// Done, with a result for the ledger.
    Done(Value),
    /// Done, and the ledger knows: the job completed itself in the transaction of its effect.
    Finished,
    /// Failed, with what becomes of the job and why, in words that give no internals away.
    Failed { outcome: Outcome, why: String },
    /// This release can't read it.
    Unreadable(String),
}

/// The span of an attempt: the trace of the request goes on in it.
pub(crate) fn span(job: &Claimed) -> tracing::Span {
    let (trace, request_id) = Trace::taken_up(job.trace.as_deref().unwrap_or_default());
    let trace = trace.map(|trace| trace.id());
    tracing::info_span!("job", id = %job.id, kind = job.kind, attempt = job.attempt, request_id, trace)
}

/// Runs a job to its end, its panic or its timeout.
pub(crate) async fn attempt(
    cx: Context,
    registry: &Registry,
    job: &Claimed,
    called_off: CancellationToken,
    slot: Slot,
) -> Verdict {
    let deps = &Arc::clone(&cx.deps);
    let Some(handler) = registry.get(&job.kind) else {
        return unreadable(format!("this release has no handler of {}", job.kind));
    };
    let run = Arc::new(Run::new(cx, job.clone(), called_off.clone(), slot));
    let work = match (handler.start)(Arc::clone(&run), job.payload.clone()) {
        Ok(work) => work,
        Err(error) => return unreadable(format!("this release can't read the payload: {error}")),
    };
    let work = timeout(handler.timeout, AssertUnwindSafe(work).catch_unwind());
    let failed = |error: &Error, why: String| failed(deps, handler, job, error, why);
    let ended = tokio::select! {
        ended = work => ended,
        () = overdue(deps, job, &called_off) => {
            let error = Run::called_off();
            return failed(&error, reason(deps, job, &error));
        }
    };
    match ended {
        Ok(Ok(Ok(_))) if run.is_finished() => Verdict::Finished,
        Ok(Ok(Ok(result))) => Verdict::Done(result),
        Ok(Ok(Err(error))) => failed(&error, reason(deps, job, &error)),
        Ok(Err(panic)) => failed(&Error::internal(message(&*panic)), "the handler panicked".to_owned()),
        Err(_) => {
            let why = format!("not done within {:?}", handler.timeout);
            failed(&Error::unavailable("time", why.clone()), why)
        }
    }
}

/// The system's, in the trace of the request that enqueued the job, and the span that tells of the run. What no request set in motion
/// begins a trace where traces are told.
pub(crate) fn context(deps: &Arc<Deps>, job: &Claimed) -> (Context, Option<Span>) {
    let id = job.id.to_string();
    let (cause, request_id) = Trace::taken_up(job.trace.as_deref().unwrap_or(&id));
    let in_trace = cause.is_some() || deps.tracer.is_on();
    let trace = in_trace.then(|| deps.tracer.trace(cause, &*deps.entropy));
    let name = || format!("run {}", job.kind);
    let span = trace.and_then(|trace| deps.tracer.span(SpanKind::Consumer, name, trace, cause));
    if let Some(span) = &span {
        span.set("messaging.system", "presswork");
        span.set("messaging.operation.type", "process");
        span.set("messaging.operation.name", "run");
        span.set("messaging.destination.name", job.queue.as_str());
        span.set("messaging.message.id", id.as_str());
        span.set("presswork.job.kind", job.kind.as_str());
        span.set("presswork.job.attempt", job.attempt);
        span.set("presswork.request_id", request_id);
    }
    (Context::system(Arc::clone(deps), request_id).with_trace(trace), span)
}

/// Why an attempt failed, in words that give no internals away.
fn reason(deps: &Deps, job: &Claimed, error: &Error) -> String {
    let late = job.deadline.is_some_and(|deadline| deps.clock.now() >= deadline);
    if late && error.code() == Run::called_off().code() {
        return "its deadline passed while it ran".to_owned();
    }
    error.to_string()
}

/// Waits until the job was called off, by somebody or by its deadline, and its handler has had time to end by itself.
async fn overdue(deps: &Deps, job: &Claimed, called_off: &CancellationToken) {
    tokio::select! {
        () = called_off.cancelled() => (),
        () = deadline(deps, job) => called_off.cancel(),
    }
    sleep(LAST_STEP).await;
}

async fn deadline(deps: &Deps, job: &Claimed) {
    match job.deadline {
        Some(deadline) => sleep((deadline - deps.clock.now()).to_std().unwrap_or_default()).await,
        None => pending().await,
    }
}

/// Tells the ledger, once. A run that has lost its claim changes nothing there.
pub(crate) async fn settle(cx: &Context, job: &Claimed, verdict: &Verdict) -> Result<()> {
    let ours = match verdict {
        Verdict::Finished => {
            ledger::ended(cx, job).await;
            true
        }
        Verdict::Done(result) => {
            let ended = Completion { job: job.clone(), result: result.clone(), note: None };
            ledger::complete(cx, ended).await?
        }
        Verdict::Failed { outcome, why } => ledger::fail(cx, job, outcome, why).await?,
        Verdict::Unreadable(why) => ledger::park(cx, job, why).await?,
    };
    if !ours {
        tracing::info!("this run had lost its claim; another has taken over");
    }
    Ok(())
}

fn failed(deps: &Deps, handler: &Handler, job: &Claimed, error: &Error, why: String) -> Verdict {
    let judgement = (handler.judge)(error);
    let outcome = jobs::decide(judgement, job.attempt, job.max_attempts, handler.backoff, &*deps.entropy);
    let cause = cause(error);
    match &outcome {
        Outcome::Done => tracing::info!(why, cause, "nothing left to do"),
        Outcome::Retry(wait) => tracing::warn!(why, cause, ?wait, "the attempt failed and will be repeated"),
        Outcome::Cancelled => tracing::info!(why, cause, "the job was called off"),
        Outcome::Parked => tracing::warn!(why, cause, "the job is put aside for another release"),
        Outcome::Dead => tracing::error!(why, cause, "the job failed for good"),
    }
    Verdict::Failed { outcome, why }
}

fn unreadable(why: String) -> Verdict {
    tracing::warn!(why, "the job is parked for a newer release");
    Verdict::Unreadable(why)
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("no message"))
}
