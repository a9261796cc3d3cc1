//! What an open stream costs a process of either form; `bench/live/run` measures a cluster, with WebSockets. Run by hand:
//!
//! ```sh
//! cargo build && cargo test --test it realtime::memory -- --ignored --nocapture
//! PRESSWORK_STREAMS=5000 cargo test --test it realtime::memory -- --ignored --nocapture
//! ```
//!
//! Both processes need a file for each stream (`ulimit -n`).

use std::{collections::HashMap, time::Duration};

use futures::future::join_all;
use presswork_tests::{Face, Process, Profile, TestApp, run, say, variable};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

/// Most memory that one stream may take, in kB.
const MOST: u64 = 64;

mod embedded {
    #[test]
    #[ignore = "opens thousands of connections"]
    fn two_thousand_streams_are_held_open() {
        super::run(super::Profile::Embedded, super::Face::Rest, &[], super::two_thousand_streams_are_held_open);
    }
}

mod services {
    #[test]
    #[ignore = "opens thousands of connections"]
    fn two_thousand_streams_are_held_open() {
        super::run(super::Profile::Services, super::Face::Rest, &[], super::two_thousand_streams_are_held_open);
    }
}

async fn two_thousand_streams_are_held_open(app: TestApp) {
    let count: usize = variable("PRESSWORK_STREAMS").map_or(2_000, |text| text.parse().unwrap());
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let more = [("PRESSWORK__REALTIME__MAX_STREAMS".to_owned(), count.to_string())];
    let environment: HashMap<String, String> = app.environment().into_iter().chain(more).collect();
    let server = Process::start_ready("api", &environment).await;
    let address = server.base().trim_start_matches("http://").to_owned();
    let request = format!(
        "GET /v1/stream?topics=feed,post:{} HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\n\r\n",
        post["id"].as_str().unwrap()
    );
    drop(open(&address, &request).await);
    sleep(Duration::from_millis(500)).await;
    let before = server.memory();
    let mut streams = Vec::new();
    while streams.len() < count {
        let some = 100.min(count - streams.len());
        streams.extend(join_all((0..some).map(|_| open(&address, &request))).await);
    }
    let opened = server.memory();
    let author = server.anonymous().with_token(ada.token.as_deref().unwrap());
    author.published("For everybody").await;
    join_all(streams.iter_mut().map(|stream| hear(stream, "postPublished"))).await;
    let told = server.memory();
    say(&format!(
        "{count} streams ({:?}): {before} kB before, {opened} kB open ({} B each), {told} kB once all were told something ({} B each)",
        app.profile,
        (opened.saturating_sub(before)) * 1024 / count as u64,
        (told.saturating_sub(before)) * 1024 / count as u64,
    ));
    assert!(told.saturating_sub(before) < MOST * count as u64);
    app.abandon_jobs();
}

/// A stream that has begun.
async fn open(address: &str, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap_or_else(|error| panic!("{error}: see ulimit -n"));
    stream.write_all(request.as_bytes()).await.unwrap();
    hear(&mut stream, "event: ready").await;
    stream
}

/// Reads until something was said.
async fn hear(stream: &mut TcpStream, what: &str) {
    let (mut heard, mut piece) = (String::new(), [0; 4096]);
    while !heard.contains(what) {
        let length = timeout(Duration::from_mins(1), stream.read(&mut piece)).await.unwrap().unwrap();
        assert!(length > 0, "the stream ended: {heard}");
        heard.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
}
