//! Requests that take too long, on the one side or the other.

use std::time::Duration;

use presswork_tests::{TestApp, each_face, each_profile};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

/// A hash takes far longer than a request may.
const SLOW: [(&str, &str); 2] = [("PRESSWORK__HTTP__REQUEST_TIMEOUT", "300ms"), ("PRESSWORK__AUTH__BCRYPT_COST", "13")];
const SHORT: [(&str, &str); 1] = [("PRESSWORK__HTTP__REQUEST_TIMEOUT", "400ms")];
const ENOUGH: [(&str, &str); 1] = [("PRESSWORK__HTTP__REQUEST_TIMEOUT", "3s")];

each_face! {
    with SLOW => what_runs_for_too_long_is_answered,
}

each_profile! {
    with SLOW => the_answer_says_when_to_come_back,
    with SHORT => a_body_that_does_not_come_is_not_waited_for,
    with ENOUGH => a_stream_lasts_longer_than_a_request,
}

async fn what_runs_for_too_long_is_answered(app: TestApp) {
    let login = json!({ "input": { "login": "nobody", "password": "something" } });
    let refused = app.anonymous().call("login", login).await.result.unwrap_err();
    assert_eq!((&refused["status"], &refused["code"]), (&json!(503), &json!("timed_out")), "{refused}");
    assert_eq!(refused["retryAfter"], 1);
}

async fn the_answer_says_when_to_come_back(app: TestApp) {
    let login = json!({ "login": "nobody", "password": "something" });
    let refused = app.anonymous().post("/v1/auth/login", login).await;
    refused.refused(503, "timed_out");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
    assert!(!refused.header("ratelimit").is_empty(), "it is paid for");
}

/// Begins a request and does not go on; what is answered, until the connection is closed.
async fn begun(app: &TestApp, path: &str, pieces: usize) -> String {
    let address = app.base().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..pieces {
        stream.write_all(b" ").await.unwrap();
        sleep(Duration::from_millis(50)).await;
    }
    let mut answer = String::new();
    timeout(Duration::from_secs(10), stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    answer
}

async fn a_body_that_does_not_come_is_not_waited_for(app: TestApp) {
    for (path, kind) in [("/v1/auth/login", "application/problem+json"), ("/graphql", "application/json")] {
        for pieces in [0, 5] {
            let answer = begun(&app, path, pieces).await;
            assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
            let head = answer.to_lowercase();
            assert!(head.contains(kind) && head.contains("connection: close"), "{answer}");
            assert!(answer.contains(r#""code":"request_timeout""#), "{answer}");
        }
    }
}

async fn a_stream_lasts_longer_than_a_request(app: TestApp) {
    let ada = app.user("ada").await;
    let mut events = ada.follow("feed").await;
    sleep(Duration::from_millis(3500)).await;
    let draft = ada.draft("Hello").await;
    ada.call("publishPost", presswork_tests::id_of(&draft)).await.ok();
    app.run_jobs().await;
    assert!(events.next().await.is_some(), "it is still open");
}
