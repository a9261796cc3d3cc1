//! Sending spans, many in one request.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use opentelemetry_proto::tonic::{resource::v1::Resource, trace::v1::Span as Message};
use reqwest::{Client, StatusCode, header};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep, timeout_at},
};
use url::Url;

use super::message;
use crate::platform::metrics::Metrics;

/// Most spans of one request: some 200 kB.
const BATCH: usize = 512;
/// How long a span waits for others to be sent with.
const TOGETHER: Duration = Duration::from_secs(1);
/// How often a batch is tried, before it is given up: the queue fills meanwhile.
const TRIES: u32 = 3;

/// What is put into the queue.
pub(super) enum Parcel {
    /// A span that has ended.
    Span(Box<Message>),
    /// Whoever asks wants to know when all before this has been sent, or given up.
    Flush(oneshot::Sender<()>),
}

/// Where spans go.
pub(super) struct Collector {
    pub client: Client,
    pub url: Url,
    pub resource: Resource,
    pub metrics: Arc<Metrics>,
}

/// Why a batch was not taken.
enum Trouble {
    /// It may be another time.
    Passing(String),
    /// It never will be.
    Final(String),
}

/// Sends until nobody makes spans any more.
pub(super) async fn run(collector: Collector, mut parcels: mpsc::Receiver<Parcel>) {
    let mut healthy = true;
    loop {
        let (mut spans, mut asked) = (Vec::new(), None);
        let until = gather(&mut parcels, &mut spans, &mut asked).await;
        if !spans.is_empty() {
            collector.deliver(spans, &mut healthy, asked.is_some()).await;
        }
        if let Some(asked) = asked {
            // Who asked may have stopped waiting.
            let _ = asked.send(());
        }
        if until == Until::Closed {
            return;
        }
    }
}

#[derive(PartialEq, Eq)]
enum Until {
    Enough,
    Closed,
}

/// Takes what belongs into one request: what comes within a moment, or until somebody wants it sent.
async fn gather(
    parcels: &mut mpsc::Receiver<Parcel>,
    spans: &mut Vec<Message>,
    asked: &mut Option<oneshot::Sender<()>>,
) -> Until {
    let mut deadline = None;
    while spans.len() < BATCH && asked.is_none() {
        let parcel = match deadline {
            None => parcels.recv().await,
            Some(deadline) => match timeout_at(deadline, parcels.recv()).await {
                Ok(parcel) => parcel,
                Err(_) => return Until::Enough,
            },
        };
        match parcel {
            Some(Parcel::Span(span)) => spans.push(*span),
            Some(Parcel::Flush(done)) => *asked = Some(done),
            None => return Until::Closed,
        }
        deadline.get_or_insert_with(|| Instant::now() + TOGETHER);
    }
    Until::Enough
}

impl Collector {
    /// Sends a batch, again where that may help, and counts what became of it. An outage is logged once. Who is about to end does not
    /// wait to try again.
    async fn deliver(&self, spans: Vec<Message>, healthy: &mut bool, hurry: bool) {
        let count = u64::try_from(spans.len()).unwrap_or(u64::MAX);
        let body = Bytes::from(message::encoded(&self.resource, spans));
        let mut tries = 0;
        loop {
            tries += 1;
            let why = match self.post(body.clone()).await {
                Ok(rejected) => {
                    *healthy = true;
                    self.metrics.spans.sent(count.saturating_sub(rejected));
                    return self.metrics.spans.refused(rejected.min(count));
                }
                Err(Trouble::Passing(_)) if tries < TRIES && !hurry => {
                    sleep(TOGETHER * tries).await;
                    continue;
                }
                Err(Trouble::Passing(why) | Trouble::Final(why)) => why,
            };
            if *healthy {
                tracing::warn!(why, "the collector takes no spans; they are dropped until it does");
            }
            *healthy = false;
            return self.metrics.spans.refused(count);
        }
    }

    /// How many spans of a batch the collector refused.
    async fn post(&self, body: Bytes) -> Result<u64, Trouble> {
        let request =
            self.client.post(self.url.clone()).header(header::CONTENT_TYPE, "application/x-protobuf").body(body);
        let away = |error: reqwest::Error| Trouble::Passing(error.without_url().to_string());
        let answer = request.send().await.map_err(away)?;
        match answer.status() {
            status if status.is_success() => Ok(message::rejected(&answer.bytes().await.map_err(away)?)),
            // The statuses that OTLP has for another time.
            status @ (StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT) => Err(Trouble::Passing(format!("it answered {status}"))),
            status => Err(Trouble::Final(format!("it answered {status}"))),
        }
    }
}
