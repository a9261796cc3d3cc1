//! Doing something once.

use serde::{Serialize, de::DeserializeOwned};
use tracing::Instrument;

use super::{
    Call, Once,
    store::{self, Found},
};
use crate::{
    Context, Error, Result,
    platform::{db::carried, task},
};

/// Runs the work, or hands back the answer of the run before. Without a key, it just runs.
///
/// With a key the work goes on when the client hangs up: it will come back with the same key and ask what became of it.
/// `T` is what is kept for a repeat, so it must hold no secret.
///
/// # Errors
/// Those of the work; `idempotency_mismatch` when the key belongs to another operation or input, `idempotency_in_progress`
/// while its first run lasts, `idempotency_answer_lost` when it was done but nobody knows the answer.
pub async fn once<T, F, W>(cx: &Context, call: Option<Call>, work: F) -> Result<Once<T>>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: FnOnce(Context) -> W + Send + 'static,
    W: Future<Output = Result<T>> + Send + 'static,
{
    let Some(call) = call else { return Ok(Once { value: work(cx.clone()).await?, replayed: false }) };
    let cx = cx.clone();
    let run = async move { keyed(&cx, &call, work).await };
    let ended = task::spawn("request with an idempotency key", carried(run).in_current_span()).await;
    ended.ok().flatten().ok_or_else(|| Error::internal("a request with a key did not end"))?
}

async fn keyed<T, F, W>(cx: &Context, call: &Call, work: F) -> Result<Once<T>>
where
    T: Serialize + DeserializeOwned,
    F: FnOnce(Context) -> W,
    W: Future<Output = Result<T>>,
{
    let claim = match store::claim(cx, call).await? {
        Found::Nothing(claim) => claim,
        Found::Answer(text) => {
            let value = serde_json::from_str(&text).map_err(|_| store::answer_lost())?;
            return Ok(Once { value, replayed: true });
        }
    };
    let done = work(cx.clone().claiming(claim.clone())).await;
    let kept = match &done {
        Ok(value) => store::answer(cx, &claim, &serde_json::to_string(value).map_err(Error::internal)?).await,
        Err(_) => store::release(cx, &claim).await,
    };
    if let Err(error) = kept {
        // What was done stays done; a repeat will hear that the answer is lost, or wait until the claim is free.
        tracing::warn!(%error, "what became of an idempotency key could not be written down");
    }
    Ok(Once { value: done?, replayed: false })
}
