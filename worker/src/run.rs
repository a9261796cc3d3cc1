//! One attempt of a claimed job, and what the ledger is told about it.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use presswork_domain::{
    Context, Deps, Error, Result,
    jobs::{
        self, Claimed, Outcome, Run,
        ledger::{self, Completion},
    },
};
use serde_json::Value;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Span;

use crate::{Registry, outage::cause};

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
pub(crate) fn span(job: &Claimed) -> Span {
    let request_id = job.trace.as_deref().unwrap_or_default();
    tracing::info_span!("job", id = %job.id, kind = job.kind, attempt = job.attempt, request_id)
}

/// Runs a job to its end, its panic or its timeout.
pub(crate) async fn attempt(
    deps: &Arc<Deps>,
    registry: &Registry,
    job: &Claimed,
    called_off: CancellationToken,
) -> Verdict {
    let Some(handler) = registry.get(&job.kind) else {
        return unreadable(format!("this release has no handler of {}", job.kind));
    };
    let request_id = job.trace.clone().unwrap_or_else(|| job.id.to_string());
    let run = Arc::new(Run::new(Context::system(Arc::clone(deps), request_id), job.clone(), called_off.clone()));
    let work = match (handler.start)(Arc::clone(&run), job.payload.clone()) {
        Ok(work) => work,
        Err(error) => return unreadable(format!("this release can't read the payload: {error}")),
    };
    let work = timeout(handler.timeout, AssertUnwindSafe(work).catch_unwind());
    let ended = tokio::select! {
        ended = work => ended,
        () = overdue(&called_off) => {
            let error = Run::called_off();
            return failed(deps, job, &error, error.to_string());
        }
    };
    match ended {
        Ok(Ok(Ok(_))) if run.is_finished() => Verdict::Finished,
        Ok(Ok(Ok(result))) => Verdict::Done(result),
        Ok(Ok(Err(error))) => failed(deps, job, &error, error.to_string()),
        Ok(Err(panic)) => failed(deps, job, &Error::internal(message(&*panic)), "the handler panicked".to_owned()),
        Err(_) => {
            let why = format!("not done within {} s", handler.timeout.as_secs());
            failed(deps, job, &Error::unavailable("time", why.clone()), why)
        }
    }
}

/// Waits until the job was called off and its handler has had time to end by itself.
async fn overdue(called_off: &CancellationToken) {
    called_off.cancelled().await;
    sleep(LAST_STEP).await;
}

/// Tells the ledger, once. A run that has lost its claim changes nothing there.
pub(crate) async fn settle(cx: &Context, job: &Claimed, verdict: &Verdict) -> Result<()> {
    let ours = match verdict {
        Verdict::Finished => true,
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

fn failed(deps: &Deps, job: &Claimed, error: &Error, why: String) -> Verdict {
    let outcome = jobs::decide(error, job.attempt, job.max_attempts, &*deps.entropy);
    let cause = cause(error);
    match &outcome {
        Outcome::Done => tracing::info!(why, cause, "nothing left to do"),
        Outcome::Retry(wait) => tracing::warn!(why, cause, ?wait, "the attempt failed and will be repeated"),
        Outcome::Cancelled => tracing::info!("the job was called off"),
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
