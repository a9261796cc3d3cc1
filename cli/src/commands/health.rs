//! `presswork health`: asks the API of this machine whether it is ready, so that a container needs no other tool for it.

use std::{io, time::Duration};

use presswork_domain::platform::Settings;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use crate::Failure;

/// Longer, and a health check had better fail.
const LIMIT: Duration = Duration::from_secs(5);

pub(crate) async fn run(settings: &Settings) -> Result<(), Failure> {
    let (host, port) = (reachable(&settings.http.host), settings.http.port);
    let secured = settings.http.tls().is_some();
    let asked = timeout(LIMIT, async {
        let stream = TcpStream::connect((host, port)).await?;
        // Behind TLS only the listening itself can be seen from here.
        if secured { Ok("200".to_owned()) } else { ask(stream).await }
    });
    match asked.await {
        Ok(Ok(status)) if status == "200" => Ok(()),
        Ok(Ok(status)) => Err(Failure::new(format!("the API on port {port} is not ready: it answers {status}"))),
        Ok(Err(error)) => Err(Failure::new(format!("the API on port {port} can't be asked: {error}"))),
        Err(_) => Err(Failure::new(format!("the API on port {port} does not answer within {} s", LIMIT.as_secs()))),
    }
}

/// An address that listens on every interface is asked on the loopback.
fn reachable(host: &str) -> &str {
    match host {
        "0.0.0.0" => "127.0.0.1",
        "::" => "::1",
        host => host,
    }
}

/// The status of `GET /readyz`.
async fn ask(mut stream: TcpStream) -> io::Result<String> {
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await?;
    Ok(line.split_whitespace().nth(1).unwrap_or("nothing").to_owned())
}
