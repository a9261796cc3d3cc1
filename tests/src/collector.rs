//! A collector of spans: OTLP over HTTP, in protobuf, as an OpenTelemetry collector takes it.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{AnyValue, KeyValue, any_value::Value},
    trace::v1::{Span, status::StatusCode},
};
use presswork_domain::platform::task;
use prost::Message;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

/// A span that has come.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The id of its trace: 32 hexadecimal digits.
    pub trace: String,
    /// Its own id: 16 hexadecimal digits.
    pub id: String,
    /// That of its parent; empty at the root of a trace.
    pub parent: String,
    /// What it is called.
    pub name: String,
    /// `SPAN_KIND_SERVER` and the like, by its number.
    pub kind: i32,
    /// What is told of it, as texts.
    pub attributes: BTreeMap<String, String>,
    /// What is told of the process.
    pub resource: BTreeMap<String, String>,
    /// Whether it failed.
    pub failed: bool,
    /// How long it lasted, in nanoseconds.
    pub nanos: u64,
}

/// A collector that listens. It ends when it is dropped.
pub struct Collector {
    address: SocketAddr,
    state: Arc<State>,
    running: AbortHandle,
}

struct State {
    spans: Mutex<Vec<Recorded>>,
    /// The heads of the requests, in lower case.
    heads: Mutex<Vec<String>>,
    status: AtomicU16,
}

impl Collector {
    /// Starts one on a free port, which takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = State { spans: Mutex::default(), heads: Mutex::default(), status: AtomicU16::new(200) };
        let state = Arc::new(state);
        let served = Arc::clone(&state);
        let serve = async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = Arc::clone(&served);
                drop(task::spawn("a request to a collector", async move { served.answer(stream).await }));
            }
        };
        let running = task::spawn("a collector", serve).abort_handle();
        Self { address, state, running }
    }

    /// Its address, as settings have it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// With which status it answers from now on.
    pub fn answers(&self, status: u16) {
        self.state.status.store(status, Ordering::SeqCst);
    }

    /// What has come.
    #[must_use]
    pub fn spans(&self) -> Vec<Recorded> {
        self.state.spans.lock().unwrap().clone()
    }

    /// The heads of the requests that have come, in lower case.
    #[must_use]
    pub fn heads(&self) -> Vec<String> {
        self.state.heads.lock().unwrap().clone()
    }

    /// The spans of a trace that have come.
    #[must_use]
    pub fn of_trace(&self, trace: &str) -> Vec<Recorded> {
        self.spans().into_iter().filter(|span| span.trace == trace).collect()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl State {
    async fn answer(&self, mut stream: TcpStream) {
        let Some((head, body)) = read(&mut stream).await else { return };
        self.heads.lock().unwrap().push(head);
        let status = self.status.load(Ordering::SeqCst);
        if status == 200 {
            let request = ExportTraceServiceRequest::decode(body.as_slice()).expect("this is no OTLP");
            self.spans.lock().unwrap().extend(recorded(request));
        }
        let answer = format!(
            "HTTP/1.1 {status} Whatever\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}

/// A request with a length: its head in lower case, and its body.
async fn read(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let (mut bytes, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok())?;
            if bytes.len() >= end + 4 + length {
                return Some((head, bytes.split_off(end + 4)));
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

fn recorded(request: ExportTraceServiceRequest) -> Vec<Recorded> {
    let mut all = Vec::new();
    for of_process in request.resource_spans {
        let resource = texts(of_process.resource.unwrap_or_default().attributes);
        let spans = of_process.scope_spans.into_iter().flat_map(|of_scope| of_scope.spans);
        all.extend(spans.map(|span| one(span, resource.clone())));
    }
    all
}

fn one(span: Span, resource: BTreeMap<String, String>) -> Recorded {
    Recorded {
        trace: hex(&span.trace_id),
        id: hex(&span.span_id),
        parent: hex(&span.parent_span_id),
        name: span.name,
        kind: span.kind,
        attributes: texts(span.attributes),
        resource,
        failed: span.status.is_some_and(|status| status.code == i32::from(StatusCode::Error)),
        nanos: span.end_time_unix_nano.checked_sub(span.start_time_unix_nano).expect("it ends after its begin"),
    }
}

fn texts(attributes: Vec<KeyValue>) -> BTreeMap<String, String> {
    let text = |value: Option<AnyValue>| match value.and_then(|value| value.value) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(flag)) => flag.to_string(),
        other => panic!("{other:?} is not expected"),
    };
    attributes.into_iter().map(|one| (one.key, text(one.value))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
