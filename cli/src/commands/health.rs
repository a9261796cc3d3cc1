//! `presswork health`: asks the API of this machine whether it is ready, or a worker at the port of its metrics, so that a
//! container needs no other tool for it.

use std::{error::Error, time::Duration};

use presswork_domain::platform::{Settings, tls};
use reqwest::Client;

use crate::Failure;

/// Longer, and a health check had better fail.
const LIMIT: Duration = Duration::from_secs(5);

pub(crate) async fn run(settings: &Settings, port: Option<u16>) -> Result<(), Failure> {
    let secured = port.is_none() && settings.http.tls().is_some();
    let port = port.unwrap_or(settings.http.port);
    let scheme = if secured { "https" } else { "http" };
    let url = format!("{scheme}://{}:{port}/readyz", reachable(&settings.http.host));
    tls::install_provider();
    // The certificate is for the name that clients use; here this machine asks itself.
    let client = Client::builder().no_proxy().timeout(LIMIT).tls_danger_accept_invalid_certs(true).build();
    let asked = match client {
        Ok(client) => client.get(url).send().await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(answer) if answer.status() == 200 => Ok(()),
        Ok(answer) => Err(Failure::new(format!("port {port} is not ready: it answers {}", answer.status().as_u16()))),
        Err(error) if error.is_timeout() => {
            Err(Failure::new(format!("port {port} does not answer within {} s", LIMIT.as_secs())))
        }
        Err(error) => Err(Failure::new(format!("port {port} can't be asked: {}", cause(&error)))),
    }
}

/// The innermost cause, which says what happened; what is around it says where.
fn cause(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// An address that listens on every interface is asked on the loopback.
fn reachable(host: &str) -> String {
    match host {
        "0.0.0.0" => "127.0.0.1".to_owned(),
        "::" => "[::1]".to_owned(),
        host if host.contains(':') => format!("[{}]", host.trim_matches(['[', ']'])),
        host => host.to_owned(),
    }
}
