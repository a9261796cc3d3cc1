//! A request, its jobs and what webhooks are told are one trace.

use std::{collections::HashMap, sync::Arc, time::Duration};

use presswork_domain::{Context, ids, jobs, posts::FanOutPost};
use presswork_tests::{Actor, Collector, Face, Profile, Receiver, Recorded, TestApp, each_face, each_profile, until};
use serde_json::{Value, json};

use super::{environment, processes};

each_face! {
    a_request_is_one_trace_down_to_the_webhook,
    one_trace_goes_through_all_processes,
}

each_profile! {
    who_began_a_trace_decides_whether_it_is_told,
    the_collector_gets_the_headers_that_it_asks_for,
    a_transaction_that_rolls_back_says_so,
}

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";
const SERVER: i32 = 2;
const CLIENT: i32 = 3;
const PRODUCER: i32 = 4;
const CONSUMER: i32 = 5;

/// An app of the same kind that tells this collector.
async fn told_to(app: &TestApp, collector: &Collector, more: &[(&str, &str)]) -> TestApp {
    let url = collector.url();
    let settings: Vec<_> = [("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str())].iter().chain(more).copied().collect();
    TestApp::open(app.profile, app.face, &settings).await
}

/// A webhook of publications, and a draft with its author.
async fn scene(app: &TestApp, receiver: &Receiver) -> (Actor, Value) {
    let input = json!({ "url": receiver.url(), "eventTypes": ["post.published"] });
    app.admin("boss").await.call("createWebhook", json!({ "input": input })).await.ok();
    let ada = app.user("ada").await;
    let draft = ada.draft("Needles").await;
    app.run_jobs().await;
    (ada, draft)
}

/// Publishes a draft through a face, as a step of a trace.
async fn publish(who: &Actor, face: Face, draft: &Value, flags: &str) {
    let id = draft["id"].as_str().unwrap();
    let request = match face {
        Face::Rest => who.request("POST", &format!("/v1/posts/{id}/publish")).json(&json!({})),
        Face::Graphql => {
            let query = "mutation Release($id: ID!) { publishPost(id: $id) { post { id } } }";
            who.request("POST", "/graphql").json(&json!({ "query": query, "variables": { "id": id } }))
        }
    };
    let reply = request.header("traceparent", &format!("00-{TRACE}-{CALLER}-{flags}")).send().await;
    assert!(reply.status < 300 && reply.json().get("errors").is_none(), "{}", reply.text());
}

/// The only span of this name and kind.
#[track_caller]
fn only<'a>(spans: &'a [Recorded], name: &str, kind: i32) -> &'a Recorded {
    let found: Vec<_> = spans.iter().filter(|span| span.name == name && span.kind == kind).collect();
    assert_eq!(found.len(), 1, "{name}: {spans:#?}");
    found[0]
}

/// Whether the spans of the trace are what led to what, and all that is told of them.
fn check(spans: &[Recorded], face: Face) {
    let request = match face {
        Face::Rest => only(spans, "POST /v1/posts/{id}/publish", SERVER),
        Face::Graphql => only(spans, "POST /graphql", SERVER),
    };
    assert_eq!(request.parent, CALLER);
    let is = |span: &Recorded, key: &str, value: &str| {
        assert_eq!(span.attributes.get(key).map(String::as_str), Some(value), "{key} of {span:#?}");
    };
    is(request, "http.request.method", "POST");
    is(request, "http.response.status_code", "200");
    is(request, "url.scheme", "http");
    is(request, "presswork.operation", "publishPost");
    match face {
        Face::Rest => is(request, "http.route", "/v1/posts/{id}/publish"),
        Face::Graphql => {
            is(request, "graphql.operation.type", "mutation");
            is(request, "graphql.operation.name", "Release");
            assert!(request.attributes["graphql.document.id"].starts_with("sha256:"));
        }
    }
    for kind in ["posts.fan_out", "webhooks.deliver"] {
        let enqueued = only(spans, &format!("enqueue {kind}"), PRODUCER);
        assert_eq!(enqueued.parent, request.id, "{spans:#?}");
        let ran = only(spans, &format!("run {kind}"), CONSUMER);
        assert_eq!(ran.parent, enqueued.id, "{spans:#?}");
        is(ran, "presswork.job.outcome", "succeeded");
        is(ran, "messaging.destination.name", "standard");
        assert!(!ran.failed && !enqueued.failed, "{spans:#?}");
    }
    let delivered = only(spans, "POST", CLIENT);
    assert_eq!(delivered.parent, only(spans, "run webhooks.deliver", CONSUMER).id);
    is(delivered, "server.address", "127.0.0.1");
    is(delivered, "http.response.status_code", "204");
    for parent in [request, only(spans, "run posts.fan_out", CONSUMER)] {
        let statement =
            spans.iter().find(|span| span.parent == parent.id && span.attributes.contains_key("db.query.text"));
        assert!(statement.is_some_and(|span| span.kind == CLIENT && span.nanos > 0), "{spans:#?}");
    }
}

/// Nothing of what people sent, and no secret, is in any span.
fn check_secrets(collector: &Collector, who: &Actor, draft: &Value) {
    let token = who.token.as_deref().unwrap();
    let secrets = [token, &who.email, "Needles", "/hook", "whsec_", draft["slug"].as_str().unwrap_or("needles")];
    for span in collector.spans() {
        for value in span.attributes.values().chain([&span.name]) {
            assert!(!secrets.iter().any(|secret| value.contains(secret)), "{span:#?}");
        }
    }
}

/// The receiver was told the trace, and as its parent the span of the request that it got.
fn check_receiver(receiver: &Receiver, spans: &[Recorded]) {
    let heard = receiver.heard();
    assert_eq!(heard.len(), 1);
    let sent = &only(spans, "POST", CLIENT).id;
    assert_eq!(heard[0].header("traceparent"), format!("00-{TRACE}-{sent}-01"));
}

async fn a_request_is_one_trace_down_to_the_webhook(app: TestApp) {
    let (collector, receiver) = (Collector::start().await, Receiver::start().await);
    let told = told_to(&app, &collector, &[]).await;
    let (ada, draft) = scene(&told, &receiver).await;
    publish(&ada, app.face, &draft, "01").await;
    told.run_jobs().await;
    told.deps.tracer.flush(Duration::from_secs(10)).await;
    let spans = collector.of_trace(TRACE);
    check(&spans, app.face);
    check_receiver(&receiver, &spans);
    check_secrets(&collector, &ada, &draft);
    assert_eq!(spans[0].resource["service.name"], "presswork");
}

async fn one_trace_goes_through_all_processes(app: TestApp) {
    let (collector, receiver) = (Collector::start().await, Receiver::start().await);
    let (ada, draft) = scene(&app, &receiver).await;
    let url = collector.url();
    let mut running = processes(&app, &environment(&app, &[("OTEL_EXPORTER_OTLP_ENDPOINT", &url)])).await;
    let there = Actor::at(running[0].base()).with_token(ada.token.as_deref().unwrap());
    publish(&there, app.face, &draft, "01").await;
    until("the webhook has been told", async || (!receiver.heard().is_empty()).then_some(())).await;
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
    for process in &mut running {
        assert!(process.stop().await.success(), "{}", process.log());
    }
    // What was still in the queues was sent at the end.
    let spans = collector.of_trace(TRACE);
    check(&spans, app.face);
    check_receiver(&receiver, &spans);
    let by: HashMap<&str, &str> =
        spans.iter().map(|span| (span.name.as_str(), span.resource["service.name"].as_str())).collect();
    let (api, worker) = match app.profile {
        Profile::Embedded => ("serve", "serve"),
        Profile::Services => ("api", "worker"),
    };
    assert_eq!((by["enqueue posts.fan_out"], by["run posts.fan_out"], by["POST"]), (api, worker, worker));
}

async fn who_began_a_trace_decides_whether_it_is_told(app: TestApp) {
    let (collector, receiver) = (Collector::start().await, Receiver::start().await);
    let told = told_to(&app, &collector, &[("PRESSWORK__OTLP__SAMPLE_ONE_IN", "0")]).await;
    let (ada, draft) = scene(&told, &receiver).await;
    publish(&ada, Face::Rest, &draft, "00").await;
    told.run_jobs().await;
    ada.get("/v1/posts").await.expect(200);
    let asked = ada.request("GET", "/v1/posts").header("traceparent", &format!("00-{TRACE}-{CALLER}-01"));
    asked.send().await.expect(200);
    told.deps.tracer.flush(Duration::from_secs(10)).await;
    let spans = collector.spans();
    let requests: Vec<_> = spans.iter().filter(|span| span.kind == SERVER).map(|span| span.name.as_str()).collect();
    assert_eq!(
        requests,
        ["GET /v1/posts"],
        "what began here is not told, and of the caller's what the caller wants told"
    );
    assert!(spans.iter().all(|span| span.trace == TRACE), "{spans:#?}");
    assert_eq!(
        receiver.heard()[0].header("traceparent")[..36],
        format!("00-{TRACE}-"),
        "the trace goes on all the same"
    );
}

async fn the_collector_gets_the_headers_that_it_asks_for(app: TestApp) {
    let collector = Collector::start().await;
    let told = told_to(&app, &collector, &[("OTEL_EXPORTER_OTLP_HEADERS", "x-key=hunter%202")]).await;
    told.anonymous().get("/v1/posts").await.expect(200);
    told.deps.tracer.flush(Duration::from_secs(10)).await;
    let heads = collector.heads();
    assert!(heads[0].starts_with("post /v1/traces http/1.1"), "{heads:?}");
    assert!(heads.iter().all(|head| head.contains("x-key: hunter 2") && head.contains("application/x-protobuf")));
    let scrape = told.metrics().scrape().await;
    assert!(scrape.value("presswork_spans_total", &[("outcome", "sent")]).unwrap() > 0.0);
}

async fn a_transaction_that_rolls_back_says_so(app: TestApp) {
    let (collector, receiver) = (Collector::start().await, Receiver::start().await);
    let told = told_to(&app, &collector, &[]).await;
    let (_, draft) = scene(&told, &receiver).await;
    let cx = Context::system(Arc::clone(&told.deps), "r1");
    let cx = cx.with_trace(format!("00-{TRACE}-{CALLER}-01").parse().ok());
    let post = ids::parse(draft["id"].as_str().unwrap()).unwrap();
    let mut tx = cx.begin().await.unwrap();
    jobs::enqueue(&cx, &mut tx, &FanOutPost { post }).await.unwrap();
    drop(tx);
    told.deps.tracer.flush(Duration::from_secs(10)).await;
    let spans = collector.of_trace(TRACE);
    let enqueued = only(&spans, "enqueue posts.fan_out", PRODUCER);
    assert!(enqueued.failed && enqueued.attributes["error.type"] == "rolled_back", "{enqueued:#?}");
}
