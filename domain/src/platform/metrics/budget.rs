//! What a process counts of what callers use up.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Caller {
    caller: &'static str,
}

type Points = Counter<f64, AtomicU64>;

/// What a process counts of what callers use up.
pub struct BudgetMetrics {
    anonymous: (Points, Counter),
    known: (Points, Counter),
}

impl BudgetMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let (points, refusals) = (Family::<Caller, Points>::default(), Family::<Caller, Counter>::default());
        let of = |caller| {
            let caller = Caller { caller };
            (points.get_or_create(&caller).clone(), refusals.get_or_create(&caller).clone())
        };
        let metrics = Self { anonymous: of("anonymous"), known: of("known") };
        registry.register("budget_points", "Points that callers used up", points);
        registry.register("budget_refusals", "Requests refused because points were used up", refusals);
        metrics
    }

    /// A caller, known or not, has used up so many tenths of a point.
    pub fn charged(&self, known: bool, tenths: u32) {
        self.of(known).0.inc_by(f64::from(tenths) / 10.0);
    }

    /// A caller, known or not, had not enough points.
    pub fn refused(&self, known: bool) {
        self.of(known).1.inc();
    }

    const fn of(&self, known: bool) -> &(Points, Counter) {
        if known { &self.known } else { &self.anonymous }
    }
}
