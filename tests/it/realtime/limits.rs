//! How many, how fast, how long.

use std::time::Duration;

use futures::future::join_all;
use presswork_tests::{PROTOCOL, Socket, TestApp, each_profile, until};
use serde_json::json;

each_profile! {
    with [("PRESSWORK__REALTIME__MAX_STREAMS", "2"), ("PRESSWORK__REALTIME__HEARTBEAT", "200ms")] => a_caller_has_so_many_streams_and_one_that_went_away_counts_no_more,
    with [("PRESSWORK__REALTIME__MAX_STREAMS", "200")] => two_hundred_streams_hear_the_same,
    with [("PRESSWORK__REALTIME__BUFFER", "4")] => who_does_not_read_is_told_to_read_again,
    with [("PRESSWORK__REALTIME__UNREAD", "500ms")] => a_socket_that_does_not_read_is_closed_and_others_are_not,
}

async fn a_caller_has_so_many_streams_and_one_that_went_away_counts_no_more(app: TestApp) {
    let ada = app.user("ada").await;
    let (one, two) = (ada.follow("feed").await, ada.follow("feed").await);
    let open = || ada.request("GET", "/v1/stream?topics=feed").header("accept", "text/event-stream");
    let refused = open().send().await;
    refused.refused(429, "too_many_streams");
    assert_eq!(refused.header("retry-after"), "5");
    let _nobodys = app.anonymous().follow("feed").await;
    drop((one, two));
    // HEAD is answered like GET, and leaves nothing open.
    let head = || ada.request("HEAD", "/v1/stream?topics=feed").header("accept", "text/event-stream").send();
    until("the streams that were left are closed", async || (head().await.status == 200).then_some(())).await;
    let _one = ada.follow("feed").await;
}

async fn two_hundred_streams_hear_the_same(app: TestApp) {
    let ada = app.user("ada").await;
    let mut streams = join_all((0..200).map(|_| ada.follow("feed"))).await;
    join_all(streams.iter_mut().map(|events| events.expect("ready"))).await;
    let post = ada.published("Hello").await;
    let told = join_all(streams.iter_mut().map(|events| events.expect("postPublished"))).await;
    assert!(told.iter().all(|one| one.data["id"] == post["id"]));
    app.run_jobs().await;
}

async fn who_does_not_read_is_told_to_read_again(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let mut slow = nobody.follow("feed").await;
    slow.expect("ready").await;
    let long = "word ".repeat(39_000);
    for n in 0..60 {
        let input = json!({ "title": format!("Post {n}"), "markdown": long });
        let post = ada.call("createPost", json!({ "input": input })).await.ok();
        ada.call("publishPost", json!({ "id": post["id"] })).await.ok();
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    slow.until("resync").await;
    ada.published("Last").await;
    loop {
        let told = slow.until("postPublished").await;
        if told.data["title"] == "Last" {
            break;
        }
    }
    app.abandon_jobs();
}

async fn a_socket_that_does_not_read_is_closed_and_others_are_not(app: TestApp) {
    let ada = app.user("ada").await;
    let open = async || {
        let mut socket = Socket::open(app.base(), &[("sec-websocket-protocol", PROTOCOL)]).await.unwrap();
        socket.introduce(json!(null)).await;
        socket.subscribe("1", "subscription { postPublished { title html } }", json!({})).await;
        socket
    };
    let (mut slow, mut quick) = (open().await, open().await);
    let reading =
        async { while quick.expect("next").await["payload"]["data"]["postPublished"]["title"] != "Post 59" {} };
    let long = "word ".repeat(39_000);
    let writing = async {
        for n in 0..60 {
            let input = json!({ "title": format!("Post {n}"), "markdown": long });
            let post = ada.call("createPost", json!({ "input": input })).await.ok();
            ada.call("publishPost", json!({ "id": post["id"] })).await.ok();
        }
    };
    tokio::join!(reading, writing);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let reason = slow.closed(1013).await;
    assert!(reason.contains("not read"), "{reason}");
    app.abandon_jobs();
}
