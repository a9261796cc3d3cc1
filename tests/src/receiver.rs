//! A receiver of webhooks: it writes down what comes, and answers as a test tells it to.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use presswork_domain::platform::task;
use serde_json::Value;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    task::AbortHandle,
    time::sleep,
};

use crate::provider::read;

/// How a receiver answers.
#[derive(Debug, Clone)]
pub enum Mood {
    /// With this status, these header lines and this body.
    Answers(u16, Vec<String>, Vec<u8>),
    /// With 204, after so long.
    Late(Duration),
    /// It takes the request and says nothing.
    Silent,
    /// With 200 and a body that never ends.
    Endless,
    /// With 200 and a body of which a byte comes now and then.
    Trickling,
    /// It closes the connection.
    HangsUp,
}

impl Mood {
    /// With this status and nothing more.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::Answers(status, Vec::new(), Vec::new())
    }

    /// With this status and a header line.
    #[must_use]
    pub fn header(status: u16, line: &str) -> Self {
        Self::Answers(status, vec![line.to_owned()], Vec::new())
    }
}

/// A request that has come.
#[derive(Debug, Clone)]
pub struct Heard {
    /// `POST /hook HTTP/1.1`.
    pub line: String,
    /// The headers, names in lower case.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: String,
}

impl Heard {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let line = lines.next().unwrap_or_default().to_owned();
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self { line, headers: lines.filter_map(header).collect(), body: body.to_owned() }
    }

    /// A header.
    #[track_caller]
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
    }

    /// The event that it tells of.
    #[track_caller]
    #[must_use]
    pub fn event(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// How many signatures it has.
    #[must_use]
    pub fn signatures(&self) -> usize {
        self.header("webhook-signature").split(' ').count()
    }

    /// Whether one of its signatures was made with this secret, as Standard Webhooks has it.
    #[must_use]
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let signed = format!("{}.{}.{}", self.header("webhook-id"), self.header("webhook-timestamp"), self.body);
        self.header("webhook-signature").split(' ').any(|signature| {
            let tag = signature.strip_prefix("v1,").and_then(|tag| STANDARD.decode(tag).ok());
            tag.is_some_and(|tag| hmac::verify(&key, signed.as_bytes(), &tag).is_ok())
        })
    }
}

/// A receiver that listens. It ends when it is dropped.
pub struct Receiver {
    address: SocketAddr,
    state: Arc<State>,
    running: AbortHandle,
}

struct State {
    heard: Mutex<Vec<Heard>>,
    mood: Mutex<Mood>,
    /// These come first, once each.
    next: Mutex<VecDeque<Mood>>,
}

impl Receiver {
    /// Starts one on a free port, which answers with 204.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = State { heard: Mutex::default(), mood: Mutex::new(Mood::status(204)), next: Mutex::default() };
        let state = Arc::new(state);
        let served = Arc::clone(&state);
        let serve = async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = Arc::clone(&served);
                drop(task::spawn("a request to a receiver", async move { served.answer(stream).await }));
            }
        };
        let running = task::spawn("a receiver", serve).abort_handle();
        Self { address, state, running }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_at("127.0.0.1")
    }

    /// Its address by another name.
    #[must_use]
    pub fn url_at(&self, host: &str) -> String {
        format!("http://{host}:{}/hook", self.address.port())
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How it answers from now on.
    pub fn becomes(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }

    /// How it answers the next requests.
    pub fn first(&self, moods: impl IntoIterator<Item = Mood>) {
        self.state.next.lock().unwrap().extend(moods);
    }

    /// What has come, the first one first.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        self.state.heard.lock().unwrap().clone()
    }

    /// The types of the events of which it has heard, the first one first.
    #[must_use]
    pub fn types(&self) -> Vec<String> {
        let heard = self.heard();
        heard.iter().map(|heard| heard.event()["type"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl State {
    async fn answer(&self, mut stream: TcpStream) {
        let request = read(&mut stream).await;
        if request.is_empty() {
            return;
        }
        self.heard.lock().unwrap().push(Heard::read(&request));
        let next = self.next.lock().unwrap().pop_front();
        let mood = next.unwrap_or_else(|| self.mood.lock().unwrap().clone());
        match mood {
            Mood::Answers(status, headers, body) => {
                let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
                let head = format!(
                    "HTTP/1.1 {status} Whatever\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
            }
            Mood::Late(after) => {
                sleep(after).await;
                let _ = stream.write_all(b"HTTP/1.1 204 Whatever\r\nconnection: close\r\n\r\n").await;
            }
            Mood::Silent => sleep(Duration::from_hours(1)).await,
            Mood::Endless => without_end(&mut stream, &[b'a'; 4096], Duration::ZERO).await,
            Mood::Trickling => without_end(&mut stream, b"a", Duration::from_millis(50)).await,
            Mood::HangsUp => {}
        }
    }
}

/// Sends until nobody reads any more.
async fn without_end(stream: &mut TcpStream, piece: &[u8], pause: Duration) {
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
    while stream.write_all(piece).await.is_ok() {
        sleep(pause).await;
    }
}
