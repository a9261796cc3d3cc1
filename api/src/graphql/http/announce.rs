//! Says what a document runs: in the log, and in the span of the request. Names and the hash of its text; nothing of its text, and no
//! values.

use presswork_domain::platform::telemetry::{self, Face};

use super::{count::RootFields, persisted, prepare::Prepared};
use crate::problem::shortened;

/// Says it of the operation that is about to run in this task.
pub fn announce(roots: &RootFields, prepared: &Prepared) {
    telemetry::doing(Face::Graphql, roots.names());
    telemetry::note("graphql.operation.type", || roots.kind());
    telemetry::note("graphql.document.id", || format!("sha256:{}", persisted::hash(&prepared.text)));
    if let Some(name) = roots.operation_name() {
        telemetry::note("graphql.operation.name", || shortened(name.to_owned()));
    }
}
