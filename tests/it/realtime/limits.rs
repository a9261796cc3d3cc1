//! How many, how fast, how long.

use std::time::{Duration, Instant};

use futures::future::join_all;
use presswork_tests::{Actor, PROTOCOL, Socket, TestApp, each_profile, until};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

each_profile! {
    with [("PRESSWORK__REALTIME__MAX_STREAMS", "2"), ("PRESSWORK__REALTIME__HEARTBEAT", "200ms")] => a_caller_has_so_many_streams_and_one_that_went_away_counts_no_more,
    with [("PRESSWORK__REALTIME__MAX_STREAMS", "1"), ("PRESSWORK__REALTIME__HEARTBEAT", "8s")] => who_says_no_more_than_that_they_are_done_is_found_out_by_the_next_sign_of_life,
    with [("PRESSWORK__REALTIME__MAX_STREAMS", "200")] => two_hundred_streams_hear_the_same,
    with [("PRESSWORK__REALTIME__BUFFER", "4")] => who_does_not_read_is_told_to_read_again,
    with UNREAD_ALONE => a_socket_that_does_not_read_is_closed_and_others_are_not,
    with [("PRESSWORK__HTTP__CLIENT_UNREAD_TIMEOUT", "2s"), ("PRESSWORK__REALTIME__MAX_STREAMS", "1")] => a_stream_that_does_not_read_is_cut_and_counts_no_more,
}

/// Nothing else ends a socket, however slow the machine is.
const UNREAD_ALONE: [(&str, &str); 3] = [
    ("PRESSWORK__REALTIME__UNREAD", "500ms"),
    ("PRESSWORK__REALTIME__HEARTBEAT", "10m"),
    ("PRESSWORK__HTTP__CLIENT_UNREAD_TIMEOUT", "10m"),
];

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

async fn who_says_no_more_than_that_they_are_done_is_found_out_by_the_next_sign_of_life(app: TestApp) {
    let ada = app.user("ada").await;
    let mut stream = ada.follow("feed").await;
    // All is read, so that nothing tells but the end of what is sent.
    stream.expect("ready").await;
    drop(stream);
    let left = Instant::now();
    let head = || ada.request("HEAD", "/v1/stream?topics=feed").header("accept", "text/event-stream").send();
    until("the stream is closed", async || (head().await.status == 200).then_some(())).await;
    assert!(left.elapsed() < Duration::from_secs(14), "not only at the one after it: {:?}", left.elapsed());
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
    much(&ada).await;
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
    // What is withdrawn before it is told is not told: how many are heard is not known.
    let reading = async { while quick.expect("next").await["payload"]["data"]["postPublished"]["title"] != "Last" {} };
    let telling = async {
        much(&ada).await;
        ada.published("Last").await;
    };
    tokio::join!(reading, telling);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let reason = slow.closed(1013).await;
    assert!(reason.contains("not read"), "{reason}");
    app.abandon_jobs();
}

async fn a_stream_that_does_not_read_is_cut_and_counts_no_more(app: TestApp) {
    let ada = app.user("ada").await;
    let _stuck = stuck(&app).await;
    let another =
        || app.anonymous().request("HEAD", "/v1/stream?topics=feed").header("accept", "text/event-stream").send();
    assert_eq!(another().await.status, 429);
    much(&ada).await;
    until("who does not read is cut", async || (another().await.status == 200).then_some(())).await;
    app.abandon_jobs();
}

/// Publishes sixty times what is as long as it may be, which is some 12 MB: more than the system keeps for who does not read.
async fn much(author: &Actor) {
    let input = json!({ "title": "Long", "markdown": "word ".repeat(39_000) });
    let post = author.call("createPost", json!({ "input": input })).await.ok();
    for _ in 0..60 {
        author.call("publishPost", json!({ "id": post["id"] })).await.ok();
        author.call("unpublishPost", json!({ "id": post["id"] })).await.ok();
    }
}

/// A stream whose client reads that it is ready and nothing more; the system keeps little for it.
async fn stuck(app: &TestApp) -> TcpStream {
    let address = app.base().trim_start_matches("http://");
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
    let request =
        format!("GET /v1/stream?topics=feed HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let (mut heard, mut piece) = (String::new(), [0; 1024]);
    while !heard.contains("event: ready") {
        let length = stream.read(&mut piece).await.unwrap();
        assert!(length > 0, "the stream ended: {heard}");
        heard.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
    stream
}
