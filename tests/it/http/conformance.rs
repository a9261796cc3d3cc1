//! What HTTP asks of a server (RFC 9110, RFC 9112) whatever is behind it, as bytes on a connection.

use std::io::Write;

use presswork_tests::{TestApp, each_profile, until};
use serde_json::json;

use super::framing::say;

each_profile! {
    an_upgrade_that_is_not_taken_is_passed_over_and_the_end_of_the_connection_is_told,
    a_body_ends_where_it_says_also_where_a_socket_is_wished_for,
    clients_from_before_chunks_get_none,
    a_host_that_is_none_is_refused,
    an_address_that_is_too_long_is_told_so,
    a_query_that_is_no_text_is_refused,
    a_head_of_a_stream_tells_no_length,
    a_refusal_tells_what_a_token_lacks,
    gzip_is_known_by_its_other_name,
}

/// What clients send that would rather speak HTTP/2, with every request.
const H2C: &str = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";

#[track_caller]
fn parts(answer: &str) -> (String, &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    (format!("{}\r\n", head.to_lowercase()), body)
}

async fn an_upgrade_that_is_not_taken_is_passed_over_and_the_end_of_the_connection_is_told(app: TestApp) {
    let (json, login) = ("Content-Type: application/json\r\n", "/v1/auth/login");
    for (request, status) in [
        (format!("GET /v1/posts HTTP/1.1\r\nHost: a\r\n{H2C}\r\n"), 200),
        (format!("GET /v1/nothing HTTP/1.1\r\nHost: a\r\n{H2C}\r\n"), 404),
        (format!("POST {login} HTTP/1.1\r\nHost: a\r\n{json}{H2C}Content-Length: 2\r\n\r\n{{}}"), 422),
        (
            format!(
                "POST {login} HTTP/1.1\r\nHost: a\r\n{json}{H2C}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"
            ),
            422,
        ),
    ] {
        let answer = say(&app, request.as_bytes()).await;
        let (head, _) = parts(&answer);
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{request}\n{answer}");
        assert!(head.contains("\r\nconnection: close\r\n") && !head.contains("upgrade"), "{request}\n{head}");
    }
    let without = say(&app, b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert_eq!(without.matches("HTTP/1.1 200 ").count(), 2, "others keep their connection: {without}");
}

async fn a_body_ends_where_it_says_also_where_a_socket_is_wished_for(app: TestApp) {
    let json = "Content-Type: application/json\r\n";
    for wish in ["Connection: Upgrade\r\nUpgrade: websocket\r\n", "Upgrade: WebSocket\r\n"] {
        for (path, body, status) in [
            ("/v1/auth/login", "Content-Length: 2\r\n\r\n{}GET /livez HTTP/1.1\r\nHost: a\r\n\r\n", 422),
            ("/v1/auth/login", "\r\n", 400),
            ("/graphql", "Content-Length: 24\r\n\r\n{\"query\":\"{__typename}\"}", 200),
        ] {
            let request = format!("POST {path} HTTP/1.1\r\nHost: a\r\n{json}{wish}{body}");
            let answer = say(&app, request.as_bytes()).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}\n{answer}");
            assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{request}\n{answer}");
        }
    }
}

async fn clients_from_before_chunks_get_none(app: TestApp) {
    let ask = async |path: &str, headers: &str| {
        say(&app, format!("GET {path} HTTP/1.0\r\nHost: a\r\n{headers}\r\n").as_bytes()).await
    };
    for path in ["/feed.xml", "/openapi.json", "/schema.graphql", "/docs", "/v1/posts", "/sitemap.xml"] {
        for coding in ["gzip\r\nConnection: keep-alive", "identity"] {
            let answer = ask(path, &format!("Accept-Encoding: {coding}\r\n")).await;
            let (head, body) = parts(&answer);
            assert!(head.starts_with("http/1.0 200 "), "{path}: {head}");
            assert!(!head.contains("transfer-encoding") && !body.is_empty(), "{path} in {coding}: {head}");
            let (lasts, measured) = (head.contains("connection: keep-alive"), head.contains("content-length"));
            assert!(!lasts || measured, "where it ends can't be seen: {path} in {coding}: {head}");
        }
    }
    let answer = ask("/v1/stream?topics=feed", "Accept: text/event-stream\r\nConnection: keep-alive\r\n").await;
    let (head, body) = parts(&answer);
    assert!(head.starts_with("http/1.0 200 ") && !head.contains("transfer-encoding"), "{head}");
    assert!(!head.contains("connection: keep-alive") && body.starts_with("retry: "), "{answer}");
    assert!(body.contains("event: ready\n"), "{answer}");
}

async fn a_host_that_is_none_is_refused(app: TestApp) {
    let ask = async |host: &str, version: &str| {
        say(&app, format!("GET /livez HTTP/{version}\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()).await
    };
    for host in ["a b", "a/b", "ada@a", "a:b", "a:1:2", "[::1", "a?b", "a%zz"] {
        for version in ["1.0", "1.1"] {
            let answer = ask(host, version).await;
            assert!(answer.starts_with(&format!("HTTP/{version} 400 ")), "{host:?}: {answer}");
            assert!(
                answer.contains("application/problem+json") && answer.contains("\"bad_request\""),
                "{host:?}: {answer}"
            );
        }
    }
    for host in ["a", "a.example:8080", "[::1]:80", "192.0.2.1", "a_b", ""] {
        let answer = ask(host, "1.1").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host:?}: {answer}");
    }
}

async fn an_address_that_is_too_long_is_told_so(app: TestApp) {
    let nobody = app.anonymous();
    for path in [format!("/{}", "x".repeat(40_000)), format!("/v1/posts?tag={}", "x".repeat(40_000))] {
        let reply = nobody.get(&path).await;
        reply.refused(414, "uri_too_long");
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert!(reply.body.len() < 2_000, "what was sent is not sent back");
    }
    let fits = nobody.get(&format!("/v1/posts?tag={}", "x".repeat(30_000))).await;
    assert_ne!(fits.status, 414, "{}", fits.text());
}

async fn a_query_that_is_no_text_is_refused(app: TestApp) {
    let nobody = app.anonymous();
    for path in
        ["/v1/posts?tag=%ff", "/v1/posts?tag=a&%c3=1", "/v1/posts?tag=%zz", "/v1/posts?tag=%2", "/oembed?url=%ff"]
    {
        let reply = nobody.get(path).await;
        assert_eq!(reply.refused(400, "bad_request")["status"], 400, "{path}");
    }
    assert_eq!(nobody.get("/graphql?query=%7B__typename%7D%ff").await.status, 400);
    assert_eq!(nobody.get("/v1/search?q=caf%C3%A9").await.status, 200);
}

async fn a_head_of_a_stream_tells_no_length(app: TestApp) {
    let request = "HEAD /v1/stream?topics=feed HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answer = say(&app, request.as_bytes()).await;
    let (head, body) = parts(&answer);
    assert!(head.starts_with("http/1.1 200 ") && head.contains("content-type: text/event-stream"), "{head}");
    assert!(!head.contains("content-length") && body.is_empty(), "{answer}");
}

async fn a_refusal_tells_what_a_token_lacks(app: TestApp) {
    let ada = app.user("ada").await;
    let program = ada.program(&["read"]).await;
    let reply = program.post("/v1/posts", json!({ "title": "Hello" })).await;
    reply.refused(403, "insufficient_scope");
    let expected = "Bearer realm=\"presswork\", error=\"insufficient_scope\", scope=\"write\"";
    assert_eq!(reply.header("www-authenticate"), expected);
    let forbidden = ada.get("/v1/ops/queues").await;
    assert_eq!((forbidden.status, forbidden.header("www-authenticate")), (403, ""), "a token would not help");
    for (credentials, expected) in [
        ("Basic YTpi", "Bearer realm=\"presswork\""),
        ("Bearerx", "Bearer realm=\"presswork\""),
        ("bearer x", "Bearer realm=\"presswork\", error=\"invalid_token\""),
    ] {
        let reply = app.anonymous().request("GET", "/v1/me").header("authorization", credentials).send().await;
        assert_eq!((reply.status, reply.header("www-authenticate")), (401, expected), "{credentials}");
    }
    app.run_jobs().await;
}

async fn gzip_is_known_by_its_other_name(app: TestApp) {
    let ask = |coding| app.anonymous().request("GET", "/v1/tags").header("accept-encoding", coding).send();
    let (first, again) = (ask("gzip").await, ask("X-GZip;q=0.9, identity;q=0.1").await);
    assert_eq!((again.status, again.header("content-encoding")), (200, "gzip"));
    assert_eq!((&first.body, first.header("etag")), (&again.body, again.header("etag")));
    assert_eq!(first.header("content-encoding"), "gzip");
    // Not while what others write is on its way from Redis.
    until("it is kept under one name", async || (ask("x-gzip").await.statements() == 0).then_some(())).await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"{\"title\":\"Hello\"}").unwrap();
    let request = app.user("ada").await.request("POST", "/v1/posts").header("content-type", "application/json");
    let request = request.header("content-encoding", "x-gzip").body(packed.finish().unwrap());
    assert_eq!(request.send().await.expect(201)["title"], "Hello");
}
