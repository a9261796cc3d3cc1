//! What the process is doing, and for whom: the name of the operation, for the logs, and spans, for a collector that speaks OTLP
//! (OpenTelemetry).
//!
//! - [`Work`] is a request, a run of a job or a command of the shell while it lasts. Whatever runs in its task finds it, so that a
//!   slow statement can be told with the operation that it is a part of, and no function has to hand it on.
//! - [`Tracer`] makes spans, of traces that are told; without `otlp.endpoint` there is none and nothing is made.
//! - A span is sent after its end, by a task of its own (`pump.rs`), from a queue with an end: a collector that is slow or away costs spans,
//!   which are counted, and nobody else anything.
//!
//! Names of attributes are those of OpenTelemetry's semantic conventions, and `presswork.*` where it has none. No attribute holds what people
//! sent: no path or query, no value of a statement, no address of a mail. Whole addresses of other servers are left out for that reason, too.

mod attribute;
mod message;
mod pump;
mod span;
mod tracer;
mod work;

pub use attribute::Attribute;
pub use span::{Span, SpanKind};
pub use tracer::Tracer;
pub(crate) use work::with;
pub use work::{Face, Operation, Work, carried, child, current, doing, note, operation};
