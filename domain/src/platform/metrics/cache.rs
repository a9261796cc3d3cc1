//! What a process counts of the answers that it keeps.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// What a process counts of the answers that it keeps.
pub struct CacheMetrics {
    hits: Counter,
    misses: Counter,
    answers: Gauge,
    size: Gauge,
}

impl CacheMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let lookups = Family::<Outcome, Counter>::default();
        let counter = |outcome| lookups.get_or_create(&Outcome { outcome }).clone();
        let of =
            Self { hits: counter("hit"), misses: counter("miss"), answers: Gauge::default(), size: Gauge::default() };
        registry.register("cache_lookups", "Public answers asked for, and whether they were kept", lookups);
        registry.register("cache_answers", "Answers that are kept, as of the last that was", of.answers.clone());
        let help = "Memory that they take, as of the last that was kept";
        registry.register_with_unit("cache_size", help, Unit::Bytes, of.size.clone());
        of
    }

    /// An answer was asked for, and was there.
    pub fn hit(&self) {
        self.hits.inc();
    }

    /// An answer was asked for, and has to be made.
    pub fn miss(&self) {
        self.misses.inc();
    }

    /// So many answers of so many bytes are kept.
    pub fn holds(&self, answers: u64, bytes: u64) {
        self.answers.set(i64::try_from(answers).unwrap_or(i64::MAX));
        self.size.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }
}
