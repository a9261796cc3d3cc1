//! What both servers of a process do alike: taking their address, and running until they are told to stop.

use std::net::TcpListener;

use actix_web::dev::Server;
use presswork_domain::{Error, Result};
use tokio_util::sync::CancellationToken;

/// Takes an address.
///
/// # Errors
/// `internal` with a sentence for the operator, when it is in use.
pub fn bind(host: &str, port: u16) -> Result<TcpListener> {
    TcpListener::bind((host, port))
        .map_err(|error| Error::internal(format!("{host}:{port} can't be listened on: {error}")))
}

/// Answers until the token is cancelled; then tells so, takes no more connections and lets those in flight finish.
///
/// # Errors
/// `internal` when the server fails.
pub async fn until(server: Server, shutdown: CancellationToken, tell: impl FnOnce()) -> Result<()> {
    let handle = server.handle();
    let mut work = std::pin::pin!(server);
    tokio::select! {
        ended = &mut work => ended,
        () = shutdown.cancelled() => {
            tell();
            let (ended, ()) = tokio::join!(work, handle.stop(true));
            ended
        }
    }
    .map_err(Error::internal)
}
