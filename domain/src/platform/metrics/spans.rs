//! What a process counts of its spans.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// What a process counts of its spans.
pub struct SpanMetrics {
    sent: Counter,
    refused: Counter,
    dropped: Counter,
}

impl SpanMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let spans = Family::<Outcome, Counter>::default();
        let counter = |outcome| spans.get_or_create(&Outcome { outcome }).clone();
        let of = Self { sent: counter("sent"), refused: counter("refused"), dropped: counter("dropped") };
        let help = "Spans that the collector took, that it did not take, and for which the queue had no room";
        registry.register("spans", help, spans);
        of
    }

    /// The collector took so many.
    pub fn sent(&self, count: u64) {
        self.sent.inc_by(count);
    }

    /// The collector refused so many, or was away.
    pub fn refused(&self, count: u64) {
        self.refused.inc_by(count);
    }

    /// There was no room for so many.
    pub fn dropped(&self, count: u64) {
        self.dropped.inc_by(count);
    }
}
