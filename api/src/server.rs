//! What both servers of a process do alike: taking their address, and running until they are told to stop.

use std::{net::TcpListener, time::Duration};

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

/// Has the system cut every connection whose client takes nothing of what it is sent for so long, because it does not read or is gone:
/// nobody here would notice, and a stream would stay open for ever. Connections have this from the listener they came by. On Linux;
/// elsewhere the system is as patient as it is.
///
/// # Errors
/// `internal` when the system refuses it.
pub fn cut_unread(listener: &TcpListener, after: Duration) -> Result<()> {
    #[cfg(target_os = "linux")]
    socket2::SockRef::from(listener).set_tcp_user_timeout(Some(after)).map_err(Error::internal)?;
    #[cfg(not(target_os = "linux"))]
    let _ = (listener, after);
    Ok(())
}

/// Answers until the token is cancelled, and on until the farewell is over; then takes no more connections and lets those in
/// flight finish.
///
/// # Errors
/// `internal` when the server fails.
pub async fn until(server: Server, shutdown: CancellationToken, farewell: impl Future<Output = ()>) -> Result<()> {
    let handle = server.handle();
    let mut work = std::pin::pin!(server);
    let told = async {
        shutdown.cancelled().await;
        farewell.await;
    };
    tokio::select! {
        ended = &mut work => ended,
        () = told => {
            let (ended, ()) = tokio::join!(work, handle.stop(true));
            ended
        }
    }
    .map_err(Error::internal)
}
