//! Requests whose ends can be seen in two ways, and heads that are too large: what a proxy in front of the server might
//! understand differently is refused, and nothing behind it is taken for a request (RFC 9112, section 11.2).

use std::time::Duration;

use presswork_tests::{TestApp, each_profile};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

each_profile! {
    a_request_with_two_ends_is_refused,
    a_head_that_is_no_head_is_refused,
    a_head_that_is_too_large_is_refused,
    with [("PRESSWORK__HTTP__CLIENT_REQUEST_TIMEOUT", "500ms")] => a_head_that_does_not_come_is_not_waited_for,
}

/// What the server says to these bytes, until it closes the connection or says no more.
pub(super) async fn say(app: &TestApp, bytes: &[u8]) -> String {
    let address = app.base().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    // It may close before all is written.
    let _ = stream.write_all(bytes).await;
    let mut heard = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(Ok(read @ 1..)) = timeout(Duration::from_secs(2), stream.read(&mut piece)).await {
        heard.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn answers(heard: &str) -> usize {
    heard.matches("HTTP/1.1 ").count()
}

const HIDDEN: &str = "GET /v1/me HTTP/1.1\r\nHost: a\r\n\r\n";

async fn a_request_with_two_ends_is_refused(app: TestApp) {
    for (head, body) in [
        ("Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 4", "0\r\n\r\n"),
        ("Content-Length: 2\r\nContent-Length: 40", "{}"),
        ("Content-Length: 2, 40", "{}"),
        ("Content-Length: +2", "{}"),
        ("Content-Length: 0x2", "{}"),
        ("Content-Length: -1", "{}"),
        ("Transfer-Encoding: xchunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
        ("Transfer-Encoding : chunked", "0\r\n\r\n"),
        ("Transfer-Encoding:\u{b}chunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "zz\r\n\r\n"),
        ("Transfer-Encoding: chunked", "-1\r\n\r\n"),
        ("Transfer-Encoding: chunked", "fffffffffffffffff\r\n\r\n"),
    ] {
        for path in ["/v1/auth/login", "/graphql"] {
            let request =
                format!("POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{head}\r\n\r\n{body}");
            let heard = say(&app, format!("{request}{HIDDEN}").as_bytes()).await;
            assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 4"), "{head:?}: {heard}");
            assert!(answers(&heard) <= 1, "{head:?}: something behind it was answered: {heard}");
        }
    }
}

async fn a_head_that_is_no_head_is_refused(app: TestApp) {
    for request in [
        "GET /v1/posts HTTP/1.1\r\nHost: a\r\nX: y\r\n folded: z\r\n\r\n",
        "GET /v1/posts HTTP/1.1\r\nHost: a\r\nX\0: y\r\n\r\n",
        "GET /v1/posts HTTP/1.1\r\nHost: a\r\nX: y\0z\r\n\r\n",
        "GET /v1/posts\r\nHost: a\r\n\r\n",
        "GET /v1/posts HTTP/9.9\r\nHost: a\r\n\r\n",
        "G\u{1}T /v1/posts HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/ posts HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}",
    ] {
        let heard = say(&app, request.as_bytes()).await;
        assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 4"), "{request:?}: {heard}");
    }
    app.anonymous().get("/v1/posts").await.expect(200);
}

async fn a_head_that_is_too_large_is_refused(app: TestApp) {
    let long = "x".repeat(300_000);
    let many: String = (0..2000).map(|n| format!("X-{n}: y\r\n")).collect();
    for request in [
        format!("GET /v1/posts HTTP/1.1\r\nHost: a\r\nX: {long}\r\n\r\n"),
        format!("GET /v1/posts HTTP/1.1\r\nHost: a\r\n{many}\r\n"),
        format!("GET /v1/posts?tag={long} HTTP/1.1\r\nHost: a\r\n\r\n"),
    ] {
        let heard = say(&app, request.as_bytes()).await;
        assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 4"), "{}", &heard[..heard.len().min(200)]);
    }
    for (fields, status) in [(96, 200), (97, 431)] {
        let more: String = (1..fields).map(|n| format!("X-{n}: y\r\n")).collect();
        let heard = say(&app, format!("GET /livez HTTP/1.1\r\nHost: a\r\n{more}\r\n").as_bytes()).await;
        assert!(heard.starts_with(&format!("HTTP/1.1 {status} ")), "{fields} fields: {heard}");
    }
    app.anonymous().get("/v1/posts").await.expect(200);
}

async fn a_head_that_does_not_come_is_not_waited_for(app: TestApp) {
    let address = app.base().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /v1/posts HTTP/1.1\r\nHost: a\r\n").await.unwrap();
    let mut heard = String::new();
    timeout(Duration::from_secs(10), stream.read_to_string(&mut heard)).await.unwrap().unwrap();
    assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 408 "), "{heard}");
}
