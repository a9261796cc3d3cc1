//! A receiver of webhooks: it writes down what it is told and when, and answers in its way.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Duration, Instant, sleep},
};

use crate::Result;

/// How long one takes that is late: less than `webhooks.timeout` as shipped.
pub(super) const LATE: Duration = Duration::from_secs(5);
/// How long after one byte the next comes.
const TRICKLE: Duration = Duration::from_millis(50);
const NO_CONTENT: &[u8] = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
const WELL: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";

/// How a receiver answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// At once.
    Quick,
    /// Well, after a while.
    Late,
    /// Not at all.
    Silent,
    /// At once, but for a body that never ends.
    Trickling,
}

/// When a comment was told of for the first time, by its id.
type Heard = HashMap<String, Instant>;

/// A receiver that listens. Dropped, it ends, and so do its connections.
pub(super) struct Receiver {
    pub url: String,
    heard: Arc<Mutex<Heard>>,
    _serving: JoinSet<()>,
}

impl Receiver {
    /// Starts one on a free port of this machine.
    pub(super) async fn start(mood: Mood) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://127.0.0.1:{}/hook", listener.local_addr()?.port());
        let (heard, mut serving) = (Arc::<Mutex<Heard>>::default(), JoinSet::new());
        serving.spawn(serve(listener, mood, Arc::clone(&heard)));
        Ok(Self { url, heard, _serving: serving })
    }

    /// Of what it has heard, and when.
    pub(super) fn heard(&self) -> Heard {
        lock(&self.heard).clone()
    }

    /// Of how much it has heard.
    pub(super) fn count(&self) -> usize {
        lock(&self.heard).len()
    }

    /// Begins anew.
    pub(super) fn forget(&self) {
        lock(&self.heard).clear();
    }
}

async fn serve(listener: TcpListener, mood: Mood, heard: Arc<Mutex<Heard>>) {
    let mut requests = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        requests.spawn(hear(stream, mood, Arc::clone(&heard)));
        while requests.try_join_next().is_some() {}
    }
}

/// Takes one request: workers make a connection for each.
async fn hear(mut stream: TcpStream, mood: Mood, heard: Arc<Mutex<Heard>>) {
    let Some(body) = read(&mut stream).await else { return };
    let at = Instant::now();
    let told: Value = serde_json::from_slice(&body).unwrap_or_default();
    if let Some(comment) = told["data"]["commentId"].as_str() {
        lock(&heard).entry(comment.to_owned()).or_insert(at);
    }
    // Whoever asked may have gone meanwhile.
    let _ = answer(&mut stream, mood).await;
}

/// Reads the body of a request; nothing where the connection ends before.
async fn read(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&piece[..length]);
        if let Some(body) = body(&bytes) {
            return Some(body.to_vec());
        }
    }
}

/// The body of a request, once all of it has come.
fn body(request: &[u8]) -> Option<&[u8]> {
    let end = request.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&request[..end]).ok()?;
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    let (_, length) = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?;
    request[end + 4..].get(..length.trim().parse::<usize>().ok()?)
}

async fn answer(stream: &mut TcpStream, mood: Mood) -> io::Result<()> {
    match mood {
        Mood::Quick => stream.write_all(NO_CONTENT).await,
        Mood::Late => {
            sleep(LATE).await;
            stream.write_all(NO_CONTENT).await
        }
        Mood::Silent => {
            // Until the other side has had enough.
            while stream.read(&mut [0; 64]).await? > 0 {}
            Ok(())
        }
        Mood::Trickling => {
            stream.write_all(WELL).await?;
            loop {
                sleep(TRICKLE).await;
                stream.write_all(b"a").await?;
            }
        }
    }
}

/// What is locked here stays whole whatever panicked beside it.
fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_there_once_all_of_it_has_come() {
        let request = b"POST /hook HTTP/1.1\r\nhost: here\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(body(request), Some(&b"{}"[..]));
        for length in 0..request.len() {
            assert_eq!(body(&request[..length]), None, "{length}");
        }
    }
}
