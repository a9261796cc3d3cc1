//! A collector that is away, or says nothing, changes nothing but a count.

use std::time::{Duration, Instant};

use presswork_tests::{Actor, Collector, Mood, Receiver, TestApp, each_profile, free_port, until};

use super::{environment, processes};

each_profile! {
    a_collector_that_is_away_costs_spans_and_nothing_else,
    a_collector_that_says_nothing_holds_nobody_up,
    a_collector_that_comes_back_is_told_again,
    a_process_ends_in_time_without_its_collector,
}

/// An app of the same kind with room for few spans, told to this address.
async fn told_to(app: &TestApp, url: &str) -> TestApp {
    let settings = [("OTEL_EXPORTER_OTLP_ENDPOINT", url), ("PRESSWORK__OTLP__QUEUE_MAX", "8")];
    TestApp::open(app.profile, app.face, &settings).await
}

/// Sends requests and runs jobs, until spans were dropped for which there is no room.
async fn overflow(told: &TestApp) {
    let (ada, metrics) = (told.user("ada").await, told.metrics());
    ada.published("Hello").await;
    assert!(told.run_jobs().await > 0);
    until("spans are dropped", async || {
        ada.get("/v1/posts").await.expect(200);
        let dropped = metrics.scrape().await.value("presswork_spans_total", &[("outcome", "dropped")]);
        dropped.filter(|dropped| *dropped > 0.0)
    })
    .await;
}

async fn flush_is_short(told: &TestApp) {
    let began = Instant::now();
    told.deps.tracer.flush(Duration::from_secs(1)).await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

async fn a_collector_that_is_away_costs_spans_and_nothing_else(app: TestApp) {
    let told = told_to(&app, &format!("http://127.0.0.1:{}", free_port())).await;
    overflow(&told).await;
    flush_is_short(&told).await;
    until("a batch was given up", async || {
        let refused = told.metrics().scrape().await.value("presswork_spans_total", &[("outcome", "refused")]);
        refused.filter(|refused| *refused > 0.0)
    })
    .await;
}

async fn a_collector_that_says_nothing_holds_nobody_up(app: TestApp) {
    let silent = Receiver::start().await;
    silent.becomes(Mood::Silent);
    let told = told_to(&app, &format!("http://{}", silent.address())).await;
    overflow(&told).await;
    flush_is_short(&told).await;
}

async fn a_collector_that_comes_back_is_told_again(app: TestApp) {
    let collector = Collector::start().await;
    collector.answers(400);
    let told = told_to(&app, &collector.url()).await;
    told.anonymous().get("/v1/posts").await.expect(200);
    until("a batch was refused", async || (!collector.heads().is_empty()).then_some(())).await;
    assert!(collector.spans().is_empty());
    collector.answers(200);
    until("a span arrives", async || {
        told.anonymous().get("/v1/posts").await.expect(200);
        (!collector.spans().is_empty()).then_some(())
    })
    .await;
}

async fn a_process_ends_in_time_without_its_collector(app: TestApp) {
    let url = format!("http://127.0.0.1:{}", free_port());
    let mut running = processes(&app, &environment(&app, &[("OTEL_EXPORTER_OTLP_ENDPOINT", &url)])).await;
    Actor::at(running[0].base()).get("/v1/posts").await.expect(200);
    for process in &mut running {
        let began = Instant::now();
        assert!(process.stop().await.success(), "{}", process.log());
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }
}
