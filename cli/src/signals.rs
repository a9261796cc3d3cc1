//! SIGTERM and SIGINT: the first asks for a graceful end, the second ends at once.

use presswork_domain::platform::task;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::Failure;

/// A token that the first signal cancels.
pub(crate) fn shutdown() -> Result<CancellationToken, Failure> {
    let refused = |error| Failure::new(format!("signals can't be listened for: {error}"));
    let terminate = signal(SignalKind::terminate()).map_err(refused)?;
    let interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
    let token = CancellationToken::new();
    task::spawn("signals", listen(terminate, interrupt, token.clone()));
    Ok(token)
}

async fn listen(mut terminate: Signal, mut interrupt: Signal, token: CancellationToken) {
    next(&mut terminate, &mut interrupt).await;
    tracing::info!("stopping; a second signal ends at once");
    token.cancel();
    let code = next(&mut terminate, &mut interrupt).await;
    tracing::warn!("ended at once; running jobs will be taken back when their lease ends");
    std::process::exit(code)
}

/// Waits for either; the exit code by which a shell tells that it ended the process.
async fn next(terminate: &mut Signal, interrupt: &mut Signal) -> i32 {
    let kind = tokio::select! {
        _ = terminate.recv() => SignalKind::terminate(),
        _ = interrupt.recv() => SignalKind::interrupt(),
    };
    128 + kind.as_raw_value()
}
