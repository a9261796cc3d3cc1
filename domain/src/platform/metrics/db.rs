//! What a process counts of SQL statements.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

/// The name of what is several operations at once, as a GraphQL document with many fields at its root.
const SEVERAL: &str = "several";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Doing {
    face: &'static str,
    operation: String,
}

/// A name, or the one for all that are made of several: documents can put fields together in more ways than there is room for.
pub(super) fn one_or_several(names: &str) -> &str {
    if names.contains(',') { SEVERAL } else { names }
}

/// What a process counts of SQL statements.
pub struct DbMetrics {
    slow: Family<Doing, Counter>,
}

impl DbMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let of = Self { slow: Family::default() };
        // What never happened is 0, not missing: a rate needs a first value.
        drop(of.slow.get_or_create(&Doing { face: "task", operation: "unnamed".to_owned() }));
        let help = "Statements that took longer than database.statement_log_slow";
        registry.register("db_slow_statements", help, of.slow.clone());
        of
    }

    /// A statement of an operation was slow.
    pub fn slow(&self, face: &'static str, operation: &str) {
        let operation = one_or_several(operation).to_owned();
        self.slow.get_or_create(&Doing { face, operation }).inc();
    }
}
