//! SIGTERM: first whoever balances is told, then the port closes, then what is in flight ends.

use std::time::{Duration, Instant};

use presswork_tests::{Process, TestApp, each_profile, until};

each_profile! {
    a_stopping_server_says_so_and_answers_until_it_closes,
}

async fn a_stopping_server_says_so_and_answers_until_it_closes(app: TestApp) {
    let mut environment = app.environment();
    environment.insert("PRESSWORK__HTTP__SHUTDOWN_DELAY".to_owned(), "2s".to_owned());
    let mut server = Process::start_ready("api", &environment).await;
    let nobody = server.anonymous();
    let before = nobody.get("/v1/posts").await;
    assert_eq!((before.status, before.header("connection")), (200, ""));
    server.signal("TERM");
    let told = Instant::now();
    let refused = until("it says that it leaves", async || {
        let ready = nobody.get("/readyz").await;
        (ready.status == 503).then_some(ready)
    })
    .await;
    refused.refused(503, "unavailable");
    assert!(refused.text().contains("asked to stop"), "{}", refused.text());
    let after = nobody.get("/v1/posts").await;
    assert_eq!((after.status, after.header("connection")), (200, "close"), "it answers, and asks to come no more");
    nobody.get("/livez").await.expect(200);
    until("the port is closed", async || nobody.request("GET", "/livez").try_send().await.is_err().then_some(())).await;
    assert!(told.elapsed() >= Duration::from_millis(1900), "{:?}", told.elapsed());
    let status = server.ended().await;
    assert!(status.success(), "{status}: {}", server.log());
}
