//! GraphQL over WebSocket, message by message.

use std::time::Duration;

use chrono::TimeDelta;
use presswork_tests::{Actor, PROTOCOL, Process, Socket, TestApp, each_profile, id_of};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{
        CloseFrame,
        frame::{
            Frame,
            coding::{Data, OpCode},
        },
    },
};

each_profile! {
    a_handshake_in_another_version_is_told_which_is_spoken,
    a_conversation_goes_by_the_book,
    a_job_is_followed_to_its_end,
    an_operation_that_was_ended_says_no_more_and_its_id_is_free,
    what_is_no_message_is_4400,
    an_operation_before_the_introduction_is_4401,
    credentials_that_are_refused_are_4403,
    another_subprotocol_is_4406,
    a_client_that_closes_is_answered_at_once,
    what_is_no_text_is_1007,
    with [("PRESSWORK__REALTIME__INIT_TIMEOUT", "200ms")] => no_introduction_in_time_is_4408,
    a_second_operation_of_one_id_is_4409,
    a_second_introduction_is_4429,
    with [("PRESSWORK__HTTP__BODY_LIMIT_BYTES", "2000")] => a_message_larger_than_a_body_may_be_is_1009,
    a_logout_closes_the_sockets_of_its_session,
    with [("PRESSWORK__REALTIME__RECHECK", "200ms")] => a_token_that_expires_closes_its_sockets_so_that_they_come_back,
    with [("PRESSWORK__REALTIME__MAX_OPERATIONS", "2")] => the_limits_of_documents_hold_over_sockets,
    with [("PRESSWORK__HTTP__CORS_ORIGINS", "https://app.example")] => pages_of_other_sites_are_kept_out,
    with [("PRESSWORK__REALTIME__MAX_STREAMS", "2")] => sockets_count_as_streams,
    a_stopping_server_closes_its_sockets,
    with [("PRESSWORK__REALTIME__HEARTBEAT", "200ms")] => a_socket_that_is_silent_lives_on_and_one_that_is_dead_does_not,
}

const FEED: &str = "subscription { postPublished { title } }";

async fn raw(base: &str) -> Socket {
    Socket::open(base, &[("sec-websocket-protocol", PROTOCOL)]).await.unwrap()
}

/// A socket that is introduced as this person.
async fn introduced(app: &TestApp, actor: &Actor) -> Socket {
    let mut socket = raw(app.base()).await;
    let payload =
        actor.token.as_ref().map_or(json!(null), |token| json!({ "Authorization": format!("Bearer {token}") }));
    socket.introduce(payload).await;
    socket
}

async fn a_conversation_goes_by_the_book(app: TestApp) {
    let ada = app.user("ada").await;
    let mut socket = introduced(&app, &ada).await;
    socket.send(json!({ "type": "ping", "payload": { "n": 1 } })).await;
    assert_eq!(socket.next().await.unwrap(), json!({ "type": "pong", "payload": { "n": 1 } }));
    socket.send(json!({ "type": "ping" })).await;
    assert_eq!(socket.next().await.unwrap(), json!({ "type": "pong" }));
    socket.send(json!({ "type": "pong" })).await;
    socket.subscribe("a", "{ me { username } }", json!({})).await;
    let next = json!({ "type": "next", "id": "a", "payload": { "data": { "me": { "username": "ada" } } } });
    assert_eq!(socket.next().await.unwrap(), next);
    assert_eq!(socket.next().await.unwrap(), json!({ "type": "complete", "id": "a" }));
    let create = "mutation ($title: String!) { createPost(input: { title: $title }) { title status } }";
    socket.subscribe("a", create, json!({ "title": "By socket" })).await;
    let created = socket.expect("next").await["payload"]["data"]["createPost"].clone();
    assert_eq!(created, json!({ "title": "By socket", "status": "draft" }));
    socket.expect("complete").await;
    assert_eq!(app.db_count("posts").await, 1);
    socket.subscribe("b", "{ nothing }", json!({})).await;
    let error = socket.expect("error").await;
    assert_eq!((&error["id"], &error["payload"][0]["extensions"]["code"]), (&json!("b"), &json!("graphql_invalid")));
    socket.subscribe("c", "{ post(id: \"no-such-post\") { id } }", json!({})).await;
    let next = socket.expect("next").await;
    assert_eq!(next["payload"]["data"], json!({ "post": null }));
    assert_eq!(next["payload"]["errors"][0]["extensions"]["code"], "not_found");
    socket.expect("complete").await;
}

async fn a_job_is_followed_to_its_end(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    let query = "subscription ($id: ID!) { jobUpdated(id: $id) { state } }";
    let mut bobs = introduced(&app, &bob).await;
    bobs.subscribe("1", query, id_of(&job)).await;
    let refused = bobs.expect("next").await;
    assert_eq!(refused["payload"]["errors"][0]["extensions"]["code"], "not_found");
    bobs.expect("complete").await;
    let mut socket = introduced(&app, &ada).await;
    socket.subscribe("1", query, id_of(&job)).await;
    assert_eq!(socket.expect("next").await["payload"], json!({ "data": { "jobUpdated": { "state": "queued" } } }));
    app.run_jobs().await;
    while socket.expect("next").await["payload"]["data"]["jobUpdated"]["state"] != "succeeded" {}
}

async fn an_operation_that_was_ended_says_no_more_and_its_id_is_free(app: TestApp) {
    let ada = app.user("ada").await;
    let mut socket = introduced(&app, &ada).await;
    socket.subscribe("1", FEED, json!({})).await;
    // A query behind it is answered, so the subscription has begun by then.
    socket.subscribe("2", "{ __typename }", json!({})).await;
    socket.expect("next").await;
    socket.expect("complete").await;
    sleep(Duration::from_millis(300)).await;
    ada.published("One").await;
    assert_eq!(socket.expect("next").await["payload"]["data"]["postPublished"]["title"], "One");
    socket.send(json!({ "type": "complete", "id": "1" })).await;
    socket.send(json!({ "type": "complete", "id": "never" })).await;
    ada.published("Two").await;
    socket.subscribe("1", "{ __typename }", json!({})).await;
    let next = socket.expect("next").await;
    assert_eq!(next["payload"], json!({ "data": { "__typename": "Query" } }));
    socket.expect("complete").await;
    app.run_jobs().await;
}

async fn what_is_no_message_is_4400(app: TestApp) {
    for text in ["", "nonsense", "[]", r#"{"type":"start","id":"1"}"#, r#"{"type":"subscribe","id":"1"}"#] {
        let mut socket = introduced(&app, &app.anonymous()).await;
        socket.send_raw(Message::text(text)).await;
        let reason = socket.closed(4400).await;
        assert!(reason.starts_with("Invalid message"), "{reason}");
    }
    let mut socket = raw(app.base()).await;
    socket.send_raw(Message::binary(r#"{"type":"connection_init"}"#)).await;
    socket.closed(4400).await;
}

async fn an_operation_before_the_introduction_is_4401(app: TestApp) {
    let mut socket = raw(app.base()).await;
    socket.subscribe("1", "{ __typename }", json!({})).await;
    assert_eq!(socket.closed(4401).await, "Unauthorized");
}

async fn credentials_that_are_refused_are_4403(app: TestApp) {
    for payload in [json!({ "Authorization": "Bearer nonsense" }), json!({ "accessToken": "nonsense" })] {
        let mut socket = raw(app.base()).await;
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.closed(4403).await, "Forbidden: invalid_token");
    }
    let headers = [("sec-websocket-protocol", PROTOCOL), ("authorization", "Bearer nonsense")];
    assert_eq!(Socket::open(app.base(), &headers).await.err(), Some(401), "in the handshake");
    let ada = app.user("ada").await;
    let bearer = format!("Bearer {}", ada.token.unwrap());
    let headers = [("sec-websocket-protocol", PROTOCOL), ("authorization", bearer.as_str())];
    let mut socket = Socket::open(app.base(), &headers).await.unwrap();
    socket.introduce(json!(null)).await;
    socket.subscribe("1", "{ me { username } }", json!({})).await;
    assert_eq!(socket.expect("next").await["payload"]["data"]["me"]["username"], "ada");
}

async fn another_subprotocol_is_4406(app: TestApp) {
    let mut socket = Socket::open(app.base(), &[]).await.unwrap();
    assert_eq!(socket.closed(4406).await, "Subprotocol not acceptable");
}

async fn a_client_that_closes_is_answered_at_once(app: TestApp) {
    let began = Instant::now();
    for code in [1000, 1001, 4000] {
        let mut socket = introduced(&app, &app.anonymous()).await;
        let frame = CloseFrame { code: code.into(), reason: "done".into() };
        socket.send_raw(Message::Close(Some(frame))).await;
        assert_eq!(socket.closed(code).await, "");
    }
    let mut socket = raw(app.base()).await;
    socket.send_raw(Message::Close(None)).await;
    socket.closed(1005).await;
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}: the framework gives up after five", began.elapsed());
}

async fn what_is_no_text_is_1007(app: TestApp) {
    let mut socket = introduced(&app, &app.anonymous()).await;
    socket.send_raw(Message::Frame(Frame::message(vec![0xff, 0xfe], OpCode::Data(Data::Text), true))).await;
    socket.closed(1007).await;
}

async fn no_introduction_in_time_is_4408(app: TestApp) {
    let mut socket = raw(app.base()).await;
    socket.send(json!({ "type": "ping" })).await;
    socket.expect("pong").await;
    assert_eq!(socket.closed(4408).await, "Connection initialisation timeout");
}

async fn a_second_operation_of_one_id_is_4409(app: TestApp) {
    let mut socket = introduced(&app, &app.anonymous()).await;
    socket.subscribe("one", FEED, json!({})).await;
    socket.subscribe("one", FEED, json!({})).await;
    assert_eq!(socket.closed(4409).await, "Subscriber for one already exists");
}

async fn a_second_introduction_is_4429(app: TestApp) {
    let mut socket = introduced(&app, &app.anonymous()).await;
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.closed(4429).await, "Too many initialisation requests");
}

async fn a_message_larger_than_a_body_may_be_is_1009(app: TestApp) {
    let mut socket = introduced(&app, &app.anonymous()).await;
    let query = format!("{{ __typename }} #{}", "x".repeat(2000));
    socket.subscribe("1", &query, json!({})).await;
    socket.closed(1009).await;
}

async fn a_logout_closes_the_sockets_of_its_session(app: TestApp) {
    let ada = app.user("ada").await;
    let mut socket = introduced(&app, &ada).await;
    socket.subscribe("1", FEED, json!({})).await;
    ada.call("logout", json!({})).await.ok();
    assert_eq!(socket.closed(4401).await, "Unauthorized: session_revoked");
}

async fn a_token_that_expires_closes_its_sockets_so_that_they_come_back(app: TestApp) {
    let ada = app.user("ada").await;
    let mut socket = introduced(&app, &ada).await;
    app.advance(TimeDelta::minutes(16));
    assert_eq!(socket.closed(4403).await, "Forbidden: token_expired");
}

async fn the_limits_of_documents_hold_over_sockets(app: TestApp) {
    let mut socket = introduced(&app, &app.anonymous()).await;
    for (query, code) in [
        (format!("{}a{}", "{ a ".repeat(13), " }".repeat(13)), "query_too_deep"),
        (format!("{{ me {{ {} }} }}", "id ".repeat(5000)), "query_too_many_tokens"),
        (format!("{{ {} }}", "me { id } ".repeat(51)), "query_too_many_root_fields"),
        (
            format!(
                "subscription {{ postPublished {{ {} }} }}",
                (0..101).map(|n| format!("a{n}: id ")).collect::<String>()
            ),
            "query_too_many_aliases",
        ),
        (format!("subscription {{ postPublished {{ {} }} }}", "id ".repeat(2000)), "query_too_complex"),
        ("subscription { postPublished { ...A } } fragment A on Post { ...A }".to_owned(), "query_fragment_cycle"),
    ] {
        socket.subscribe("1", &query, json!({})).await;
        let error = socket.expect("error").await;
        assert_eq!(error["payload"][0]["extensions"]["code"], code, "{query}");
    }
    let long = json!({ "ids": vec!["x"; 2000] });
    socket.subscribe("1", "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }", long).await;
    let error = socket.expect("error").await;
    assert_eq!(error["payload"][0]["message"], "Variable \"$ids\" holds more than 1000 values.");
    for id in ["1", "2", "3"] {
        socket.subscribe(id, FEED, json!({})).await;
    }
    let error = socket.expect("error").await;
    assert_eq!(
        (&error["id"], &error["payload"][0]["extensions"]["code"]),
        (&json!("3"), &json!("too_many_operations"))
    );
}

async fn pages_of_other_sites_are_kept_out(app: TestApp) {
    let open = async |origin: &str| {
        Socket::open(app.base(), &[("sec-websocket-protocol", PROTOCOL), ("origin", origin)]).await.err()
    };
    let own = app.base().to_owned();
    for (origin, refused) in [
        ("https://app.example", None),
        (own.as_str(), None),
        ("https://evil.example", Some(403)),
        ("http://app.example", Some(403)),
        ("null", Some(403)),
    ] {
        assert_eq!(open(origin).await, refused, "{origin}");
    }
}

async fn sockets_count_as_streams(app: TestApp) {
    let (_one, _two) = (raw(app.base()).await, raw(app.base()).await);
    let refused = Socket::open(app.base(), &[("sec-websocket-protocol", PROTOCOL)]).await;
    assert_eq!(refused.err(), Some(429));
}

async fn a_stopping_server_closes_its_sockets(app: TestApp) {
    let mut server = Process::start_ready("api", &app.environment()).await;
    let mut socket = raw(server.base()).await;
    socket.introduce(Value::Null).await;
    let (status, reason) = tokio::join!(server.stop(), socket.closed(1001));
    assert!(status.success(), "{status}");
    assert!(reason.contains("come back"), "{reason}");
}

async fn a_socket_that_is_silent_lives_on_and_one_that_is_dead_does_not(app: TestApp) {
    let mut socket = introduced(&app, &app.anonymous()).await;
    // Reading answers pings; so this one lives.
    let nothing = tokio::time::timeout(Duration::from_secs(1), socket.next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    socket.subscribe("1", "{ __typename }", json!({})).await;
    socket.expect("next").await;
    socket.expect("complete").await;
    sleep(Duration::from_secs(1)).await;
    let (gone, _) = socket.next().await.unwrap_err();
    assert_eq!(gone, 0, "cut off without a word");
}

async fn a_handshake_in_another_version_is_told_which_is_spoken(app: TestApp) {
    for version in ["8", "x"] {
        let request = app.anonymous().request("GET", "/graphql").header("connection", "upgrade");
        let request = request.header("upgrade", "websocket").header("sec-websocket-version", version);
        let reply = request.header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==").send().await;
        assert_eq!(
            (reply.status, &reply.json()["errors"][0]["extensions"]["code"]),
            (426, &json!("websocket_version")),
            "{version}"
        );
        assert_eq!((reply.header("sec-websocket-version"), reply.header("upgrade")), ("13", "websocket"));
    }
    let request = app.anonymous().request("GET", "/graphql").header("connection", "upgrade");
    let reply = request.header("upgrade", "websocket").header("sec-websocket-version", "13").send().await;
    assert_eq!(reply.status, 400, "no key");
}
