//! Bodies that are not what a REST operation takes.

use presswork_tests::{Actor, Reply, TestApp, each_profile};
use serde_json::Value;

each_profile! {
    a_body_that_does_not_fit_is_refused_with_the_place,
    a_patch_that_does_not_fit_is_refused_with_the_place,
    a_body_that_is_no_json_is_refused,
    a_body_of_another_type_is_refused,
    a_body_that_is_too_large_is_refused,
    json_that_is_nested_too_deep_is_refused,
    text_that_can_not_be_stored_is_refused,
    what_was_sent_is_not_sent_back_in_full,
}

/// Members of a new post, the fault, and where it is.
const UNFITTING: [(&str, &str, &str); 15] = [
    (r#"{"title": 1}"#, "invalid_type", "/title"),
    (r#"{"title": null}"#, "invalid_type", "/title"),
    (r#"{"title": ["a"]}"#, "invalid_type", "/title"),
    (r#"{"title": {"a": 1}}"#, "invalid_type", "/title"),
    (r#"{"title": "a", "markdown": true}"#, "invalid_type", "/markdown"),
    (r#"{"title": "a", "tags": "Rust"}"#, "invalid_type", "/tags"),
    (r#"{"title": "a", "tags": ["Rust", 2]}"#, "invalid_type", "/tags/1"),
    (r#"{"title": "a", "tags": [null]}"#, "invalid_type", "/tags/0"),
    (r#"{"title": "a", "colour": "red"}"#, "unknown_field", "/colour"),
    (r#"{"title": "a", "a/b~c": 1}"#, "unknown_field", "/a~1b~0c"),
    (r#"{"Title": "a"}"#, "unknown_field", "/Title"),
    (r"{}", "required", "/title"),
    (r#"{"title": "a", "title": "b"}"#, "duplicate_field", "/title"),
    (r#""a title""#, "invalid_type", ""),
    (r#"["a title", null, null, null]"#, "invalid_type", ""),
];

async fn post(actor: &Actor, body: impl Into<Vec<u8>>) -> Reply {
    actor.request("POST", "/v1/posts").header("content-type", "application/json").body(body).send().await
}

#[track_caller]
fn assert_fault(reply: &Reply, code: &str, pointer: &str, body: &str) {
    let problem = reply.refused(422, "validation_failed");
    let faults = problem["errors"].as_array().unwrap();
    let found: Vec<_> = faults.iter().map(|fault| (fault["code"].as_str(), fault["pointer"].as_str())).collect();
    assert_eq!(found, [(Some(code), Some(pointer))], "{body}");
}

async fn a_body_that_does_not_fit_is_refused_with_the_place(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    for (body, code, pointer) in UNFITTING {
        assert_fault(&post(&ada, body).await, code, pointer, body);
    }
    assert_eq!(app.db_state().await, before);
}

async fn a_patch_that_does_not_fit_is_refused_with_the_place(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let path = format!("/v1/posts/{}", draft["id"].as_str().unwrap());
    let before = app.db_state().await;
    for (body, code, pointer) in [
        (r#"{"tags": "Rust"}"#, "invalid_type", "/tags"),
        (r#"{"tags": [1]}"#, "invalid_type", "/tags/0"),
        (r#"{"slug": 7}"#, "invalid_type", "/slug"),
        (r#"{"status": "published"}"#, "unknown_field", "/status"),
        (r#"{"id": "post_01h455vb4pex5vsknk084sn02q"}"#, "unknown_field", "/id"),
        ("[]", "invalid_type", ""),
        ("null", "invalid_type", ""),
    ] {
        for kind in ["application/json", "application/merge-patch+json"] {
            let reply = ada.request("PATCH", &path).header("content-type", kind).body(body).send().await;
            assert_fault(&reply, code, pointer, body);
        }
    }
    assert_eq!(app.db_state().await, before);
}

async fn a_body_that_is_no_json_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let cases: [(&[u8], &str); 20] = [
        (b"", "missing_body"),
        (b"{", "invalid_json"),
        (b"{\"title\": \"a\"", "invalid_json"),
        (b"{\"title\": \"a\",}", "invalid_json"),
        (b"{'title': 'a'}", "invalid_json"),
        (b"title=a", "invalid_json"),
        (b"{\"title\": \"a\"} {}", "invalid_json"),
        (b"{\"title\": \"a\xff\"}", "invalid_json"),
        (b"\xff\xfe{\0}\0", "invalid_json"),
        (b"\xef\xbb\xbf{\"title\": \"a\"}", "invalid_json"),
        (b"{\"title\": \"a\0b\"}", "invalid_json"),
        (b"{\"title\": \"\\ud800\"}", "invalid_json"),
        // A misfit comes before the place where it breaks.
        (b"{\"title\": 1", "invalid_json"),
        (b"{}x", "invalid_json"),
        (b"{\"foo\": 1", "invalid_json"),
        (b"{\"title\": \"a\", \"foo\": 1,,,", "invalid_json"),
        (b"{\"title\": 1}}", "invalid_json"),
        (b"{\"title\": 1, \"markdown\": \"\xff\"}", "invalid_json"),
        (b"[\"a\",,", "invalid_json"),
        (b"[] x", "invalid_json"),
    ];
    for (body, code) in cases {
        post(&ada, body).await.refused(400, code);
    }
    assert_eq!(app.db_state().await, before);
}

async fn a_body_of_another_type_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "nonsense",
    ] {
        let request = ada.request("POST", "/v1/posts").header("content-type", kind).body(r#"{"title": "a"}"#);
        request.send().await.refused(415, "unsupported_media_type");
    }
    ada.request("POST", "/v1/posts").body(r#"{"title": "a"}"#).send().await.refused(415, "unsupported_media_type");
    for (name, value) in [
        ("content-type", "application/json"),
        ("content-encoding", "compress"),
        ("content-encoding", "gzip, gzip"),
        ("content-encoding", "nonsense"),
    ] {
        let request = ada.request("POST", "/v1/posts").header("content-type", "application/json").header(name, value);
        request.body(r#"{"title": "a"}"#).send().await.refused(415, "unsupported_media_type");
    }
    assert_eq!(app.db_state().await, before);
    for kind in ["application/json; charset=UTF-8", "Application/JSON", "application/vnd.presswork+json"] {
        let request = ada.request("POST", "/v1/posts").header("content-type", kind).body(r#"{"title": "a"}"#);
        request.send().await.expect(201);
    }
}

async fn a_body_that_is_too_large_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let large = format!("{{\"title\": \"a\", \"markdown\": \"{}\"}}", "x".repeat(1 << 20));
    post(&ada, large.clone()).await.refused(413, "payload_too_large");
    let pieces = large.as_bytes().chunks(1 << 16).map(<[u8]>::to_vec).collect();
    let chunked = ada.request("POST", "/v1/posts").header("content-type", "application/json").chunks(pieces);
    chunked.send().await.refused(413, "payload_too_large");
    assert_eq!(app.db_state().await, before);
}

async fn json_that_is_nested_too_deep_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    for depth in [33, 1000, 500_000] {
        post(&ada, "[".repeat(depth)).await.refused(400, "json_too_deep");
        let nested = format!("{{\"title\": {}1{}}}", "{\"a\":".repeat(depth), "}".repeat(depth));
        if nested.len() < 1 << 20 {
            post(&ada, nested).await.refused(400, "json_too_deep");
        }
    }
    let brackets = Value::from("[{\"".repeat(100)).to_string();
    post(&ada, format!("{{\"title\": {brackets}, \"x\": 1}}")).await.refused(422, "validation_failed");
    assert_eq!(app.db_state().await, before);
}

async fn text_that_can_not_be_stored_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    for (body, pointer) in [
        (r#"{"title": "a\u0000b"}"#, "/title"),
        (r#"{"title": "a", "markdown": "\u0000"}"#, "/markdown"),
        (r#"{"title": "a", "tags": ["ok", "a\u0000b"]}"#, "/tags/1"),
        (r#"{"title": "a\u0007b"}"#, "/title"),
    ] {
        assert_fault(&post(&ada, body).await, "invalid_character", pointer, body);
    }
    assert_fault(&post(&ada, r#"{"title": "a", "slug": "a\u0000b"}"#).await, "invalid_format", "/slug", "a slug");
    assert_eq!(app.db_state().await, before);
}

async fn what_was_sent_is_not_sent_back_in_full(app: TestApp) {
    let ada = app.user("ada").await;
    let refused = post(&ada, format!("{{\"title\": \"a\", \"{}\": 1}}", "k".repeat(500_000))).await;
    refused.refused(422, "validation_failed");
    assert!(refused.body.len() < 5_000, "{} bytes", refused.body.len());
    let unknown = ada.gql(&format!("{{ {} }}", "k".repeat(200_000)), serde_json::json!({})).await.http;
    assert!(unknown.status == 400 && unknown.body.len() < 5_000, "{} bytes", unknown.body.len());
}
