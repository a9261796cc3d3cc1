//! Whether spans are made, and of which traces.

use std::{fmt, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use opentelemetry_proto::tonic::trace::v1::Span as Message;
use tokio::sync::{mpsc, oneshot};

use super::{
    Span, SpanKind, message,
    pump::{self, Parcel},
};
use crate::{
    Error, Result,
    platform::{
        clock::Clock,
        entropy::{Entropy, SystemEntropy},
        metrics::Metrics,
        settings::Settings,
        task, tls,
    },
    trace::Trace,
};

/// Makes spans, when there is somebody to tell.
#[derive(Clone, Default)]
pub struct Tracer(Option<Arc<Inner>>);

/// What all spans of a process need.
pub(super) struct Inner {
    clock: Arc<dyn Clock>,
    one_in: u32,
    statements: bool,
    queue: mpsc::Sender<Parcel>,
    metrics: Arc<Metrics>,
}

impl fmt::Debug for Tracer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracer").field("on", &self.is_on()).finish_non_exhaustive()
    }
}

impl Tracer {
    /// As the settings say. The collector need not be there yet.
    ///
    /// # Errors
    /// `internal` when the way to it can't be prepared.
    pub fn open(settings: &Settings, clock: &Arc<dyn Clock>, metrics: &Arc<Metrics>) -> Result<Self> {
        let otlp = &settings.otlp;
        let Some(url) = otlp.traces_url() else { return Ok(Self::default()) };
        tls::install_provider();
        let client = reqwest::Client::builder()
            .default_headers(otlp.header_map().unwrap_or_default())
            .user_agent(concat!("Presswork/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(otlp.timeout)
            .build()
            .map_err(Error::internal)?;
        let (queue, parcels) = mpsc::channel(otlp.queue_max);
        let resource = message::resource(settings);
        let collector = pump::Collector { client, url, resource, metrics: Arc::clone(metrics) };
        task::spawn("spans", pump::run(collector, parcels));
        let (clock, metrics) = (Arc::clone(clock), Arc::clone(metrics));
        let inner = Inner { clock, one_in: otlp.sample_one_in, statements: otlp.statements, queue, metrics };
        Ok(Self(Some(Arc::new(inner))))
    }

    pub(super) const fn of(inner: Arc<Inner>) -> Self {
        Self(Some(inner))
    }

    /// Whether spans are made.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// The next step of a trace, or the first of one that begins here. Whoever begins a trace decides whether it is told.
    #[must_use]
    pub fn trace(&self, parent: Option<Trace>, entropy: &dyn Entropy) -> Trace {
        match (parent, &self.0) {
            (Some(parent), _) => parent.step(entropy),
            (None, None) => Trace::begin(entropy),
            (None, Some(inner)) => {
                let trace = Trace::begin(entropy);
                if trace.is_one_in(inner.one_in) { trace.sampled() } else { trace }
            }
        }
    }

    /// Begins a span at a place of a trace; none when nobody is told of it.
    #[must_use]
    pub fn span(
        &self,
        kind: SpanKind,
        name: impl FnOnce() -> String,
        trace: Trace,
        parent: Option<Trace>,
    ) -> Option<Span> {
        let inner = self.0.as_ref().filter(|_| trace.is_sampled())?;
        Some(Span::begin(Arc::clone(inner), kind, name(), trace, parent))
    }

    /// Begins a span at the next step of a trace.
    #[must_use]
    pub fn child(&self, kind: SpanKind, name: impl FnOnce() -> String, parent: Trace) -> Option<Span> {
        let inner = self.0.as_ref().filter(|_| parent.is_sampled())?;
        Some(Span::begin(Arc::clone(inner), kind, name(), parent.step(&SystemEntropy), Some(parent)))
    }

    /// Tells of a statement that has just ended, when statements are spans.
    pub(super) fn statement(
        &self,
        name: impl FnOnce() -> String,
        parent: Trace,
        lasted: Duration,
        about: impl FnOnce(&Span),
    ) {
        if self.0.as_ref().is_some_and(|inner| inner.statements)
            && let Some(span) = self.child(SpanKind::Client, name, parent)
        {
            about(&span);
            span.end_past(lasted);
        }
    }

    /// Sends what has ended so far, as far as that is possible within this time.
    pub async fn flush(&self, within: Duration) {
        let Some(inner) = &self.0 else { return };
        let (done, flushed) = oneshot::channel();
        let sent = async {
            if inner.queue.send(Parcel::Flush(done)).await.is_ok() {
                let _ = flushed.await;
            }
        };
        // A collector that is away must not hold up the end of the process.
        let _ = tokio::time::timeout(within, sent).await;
    }
}

impl Inner {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Puts a span that has ended into the queue, or counts it when there is no room.
    pub(super) fn send(&self, message: Message) {
        if self.queue.try_send(Parcel::Span(Box::new(message))).is_err() {
            self.metrics.spans.dropped(1);
        }
    }
}
