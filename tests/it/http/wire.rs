//! Bodies as no client library sends them, and what is asked of the server as a whole: bytes on a connection.

use std::time::Duration;

use presswork_tests::{TestApp, each_profile};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

each_profile! {
    a_body_that_does_not_arrive_as_it_was_announced_changes_nothing,
    who_waits_for_leave_to_send_a_body_gets_it,
    the_server_as_a_whole_can_be_asked_what_it_knows,
}

const PATIENCE: Duration = Duration::from_secs(20);
/// No status: the connection ended without an answer. While it is still being found out who asks, a body whose pieces can't be
/// told apart ends it.
const HUNG_UP: u16 = 0;
/// A body that is fine.
const GOOD: &str = "{\"title\":\"a\"}";

async fn connected(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.base().trim_start_matches("http://")).await.unwrap()
}

/// What is answered to these bytes until the server closes the connection.
async fn told(app: &TestApp, request: &str) -> String {
    let mut stream = connected(app).await;
    // A server that has heard enough hangs up while the rest is still being sent.
    let _ = stream.write_all(request.as_bytes()).await;
    heard(stream).await
}

/// The same where nothing more will be sent, and the server is told so.
async fn told_at_last(app: &TestApp, request: &str) -> String {
    let mut stream = connected(app).await;
    let _ = stream.write_all(request.as_bytes()).await;
    let _ = stream.shutdown().await;
    heard(stream).await
}

async fn heard(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[track_caller]
fn assert_status(answer: &str, expected: &[u16], request: &str) {
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    assert!(expected.contains(&status), "{request:.200}\nis answered by\n{answer:.300}");
}

/// A post that somebody makes, with these headers and this body.
async fn head(app: &TestApp, headers: &str) -> String {
    let ada = app.user("ada").await;
    let token = ada.token.unwrap();
    format!(
        "POST /v1/posts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer {token}\r\n{headers}"
    )
}

async fn a_body_that_does_not_arrive_as_it_was_announced_changes_nothing(app: TestApp) {
    let start = head(&app, "connection: close\r\n").await;
    let before = app.db_count("posts").await;
    let large = "10000\r\n".to_owned() + &"a".repeat(65_536) + "\r\n";
    for (rest, expected) in [
        ("content-length: 5\r\n\r\n{\"title\":\"a\"}".to_owned(), &[400][..]),
        ("transfer-encoding: chunked\r\n\r\nzz\r\n{\"title\":\"a\"}\r\n0\r\n\r\n".to_owned(), &[400, HUNG_UP]),
        (
            "transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n{\"title\":\"a\"}\r\n0\r\n\r\n".to_owned(),
            &[400, HUNG_UP],
        ),
        ("content-length: 2000000\r\n\r\n{\"title\":\"a\"}".to_owned(), &[413]),
        (format!("transfer-encoding: chunked\r\n\r\n{}0\r\n\r\n", large.repeat(20)), &[413]),
    ] {
        assert_status(&told(&app, &format!("{start}{rest}")).await, expected, &rest);
    }
    // Who hangs up in the middle is answered or not; the half of a body is none.
    for rest in
        ["content-length: 50\r\n\r\n{\"title\":\"a\"}", "transfer-encoding: chunked\r\n\r\nd\r\n{\"title\":\"a\"}\r\n"]
    {
        let answer = told_at_last(&app, &format!("{start}{rest}")).await;
        assert!(!answer.contains("HTTP/1.1 2"), "{rest}\n{answer}");
    }
    assert_eq!(app.db_count("posts").await, before);
}

async fn who_waits_for_leave_to_send_a_body_gets_it(app: TestApp) {
    let announced = format!("connection: close\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n", GOOD.len());
    let head = head(&app, &announced).await;
    let mut stream = connected(&app).await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut leave = [0; 25];
    timeout(PATIENCE, stream.read_exact(&mut leave)).await.unwrap().unwrap();
    assert_eq!(&leave, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(GOOD.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert_status(&answer, &[201], "the body");
}

async fn the_server_as_a_whole_can_be_asked_what_it_knows(app: TestApp) {
    let answer = told(&app, "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert_status(&answer, &[204], "OPTIONS *");
    assert!(answer.contains("allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"), "{answer}");
}
