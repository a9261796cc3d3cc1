//! Background tasks of a process: the one place that spawns, so that each has a name and its panic is not silent.

use tokio::task::JoinHandle;

tokio::task_local! {
    static NAME: &'static str;
}

/// Runs a future in the background. A panic in it is logged with the name.
pub fn spawn<F>(name: &'static str, work: F) -> JoinHandle<Option<F::Output>>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    #[expect(clippy::disallowed_methods, reason = "this is the wrapper that everything else has to use")]
    tokio::spawn(NAME.scope(name, async move {
        let ended = futures::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(work)).await;
        if ended.is_err() {
            tracing::error!(task = name, "a background task panicked");
        }
        ended.ok()
    }))
}

/// The name of the task that asks.
#[must_use]
pub fn name() -> &'static str {
    NAME.try_with(|name| *name).unwrap_or("unnamed")
}
