//! Telling of statements that took too long (`database.statement_log_slow`): whose they are, and their text without the values.
//! It is the only place that does: the driver's own log of them is off.

use super::statements::{Done, shortened};
use crate::platform::{
    metrics::DbMetrics,
    task,
    telemetry::{self, Face, Operation},
};

/// One line, and one more in the count of its operation.
pub(super) fn tell(metrics: &DbMetrics, done: &Done<'_>) {
    let found = telemetry::with(|work| (work.operation().cloned(), work.id().map(str::to_owned)));
    let (operation, id) = found.unwrap_or_default();
    let Operation { face, name } =
        operation.unwrap_or_else(|| Operation { face: Face::Task, name: task::name().into() });
    let millis = u64::try_from(done.took.as_millis()).unwrap_or(u64::MAX);
    let (face, sql) = (face.as_str(), shortened(done.text));
    tracing::warn!(face, operation = &*name, id, millis, failed = done.failed, sql, "slow statement");
    metrics.slow(face, &name);
}
