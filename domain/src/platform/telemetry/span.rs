//! A span while it lasts.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use opentelemetry_proto::tonic::trace::v1::{Span as Message, Status, span::SpanKind as Kind, status::StatusCode};

use super::{Attribute, Tracer, tracer::Inner};
use crate::trace::Trace;

/// What a span is to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanKind {
    /// A part of it.
    Internal,
    /// The answer to a request.
    Server,
    /// A request to another server.
    Client,
    /// A job that is made.
    Producer,
    /// A job that is run.
    Consumer,
}

impl From<SpanKind> for Kind {
    fn from(kind: SpanKind) -> Self {
        match kind {
            SpanKind::Internal => Self::Internal,
            SpanKind::Server => Self::Server,
            SpanKind::Client => Self::Client,
            SpanKind::Producer => Self::Producer,
            SpanKind::Consumer => Self::Consumer,
        }
    }
}

/// A span that lasts until [`Self::end`], or until it is dropped.
pub struct Span {
    trace: Trace,
    began: Instant,
    /// None once it has ended.
    message: Mutex<Option<Message>>,
    tracer: Arc<Inner>,
}

impl Span {
    /// Begins one at this place of a trace, which `parent` led to.
    pub(super) fn begin(tracer: Arc<Inner>, kind: SpanKind, name: String, trace: Trace, parent: Option<Trace>) -> Self {
        let message = Message {
            trace_id: trace.id_bytes().to_vec(),
            span_id: trace.span_bytes().to_vec(),
            parent_span_id: parent.map(|parent| parent.span_bytes().to_vec()).unwrap_or_default(),
            flags: u32::from(trace.flags()),
            name,
            kind: Kind::from(kind).into(),
            start_time_unix_nano: nanos(tracer.now()),
            ..Message::default()
        };
        Self { trace, began: Instant::now(), message: Mutex::new(Some(message)), tracer }
    }

    /// Its place in its trace: the parent of what it leads to.
    #[must_use]
    pub const fn trace(&self) -> Trace {
        self.trace
    }

    /// What made it, for what it leads to.
    pub(super) fn tracer(&self) -> Tracer {
        Tracer::of(Arc::clone(&self.tracer))
    }

    /// Tells of a statement of it that has just ended.
    pub(crate) fn tell_of_statement(&self, name: String, lasted: Duration, about: impl FnOnce(&Self)) {
        self.tracer().statement(|| name, self.trace, lasted, about);
    }

    /// Names it anew, when more is known.
    pub fn rename(&self, name: impl Into<String>) {
        self.change(|message| message.name = name.into());
    }

    /// Adds an attribute.
    pub fn set(&self, key: &'static str, value: impl Into<Attribute>) {
        self.change(|message| message.attributes.push(value.into().named(key)));
    }

    /// Says that it failed, and by what kind of error (`error.type`): a code, never a sentence.
    pub fn fail(&self, kind: impl Into<String>) {
        self.change(|message| {
            message.attributes.push(Attribute::Text(kind.into()).named("error.type"));
            message.status = Some(Status { code: StatusCode::Error.into(), ..Status::default() });
        });
    }

    /// Ends it now. What is said of it later is not heard.
    pub fn end(&self) {
        self.end_after(self.began.elapsed());
    }

    /// Ends it as one that lasted so long and ends now.
    pub(super) fn end_past(&self, lasted: Duration) {
        self.change(|message| {
            message.start_time_unix_nano = message.start_time_unix_nano.saturating_sub(whole(lasted));
        });
        self.end_after(lasted);
    }

    fn end_after(&self, lasted: Duration) {
        let ended = self.message.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut message) = ended {
            message.end_time_unix_nano = message.start_time_unix_nano.saturating_add(whole(lasted));
            self.tracer.send(message);
        }
    }

    fn change(&self, change: impl FnOnce(&mut Message)) {
        if let Some(message) = &mut *self.message.lock().unwrap_or_else(PoisonError::into_inner) {
            change(message);
        }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        self.end();
    }
}

fn nanos(time: DateTime<Utc>) -> u64 {
    time.timestamp_nanos_opt().and_then(|nanos| u64::try_from(nanos).ok()).unwrap_or_default()
}

fn whole(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
