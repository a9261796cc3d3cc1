//! What happened: for programs that follow along, by [`list`] or by webhooks.
//!
//! An event is written in the transaction that caused it ([`record`]), so that there is one for all that happened and none for what
//! did not. It carries ids and a few facts; whoever wants more asks, as itself, and sees what it may see then. Events are for admins,
//! and still tell only of what everybody may see, or of accounts by their id.
//!
//! **Order.** A number that is given while a transaction runs is no order to read by: the later number may be committed first, and who
//! has read that one never sees the earlier. So an event gets its number (`seq`) only when it is committed, by `number`, which one at
//! a time does, under the lock of `event_head`. Whoever reads sees numbers appear in order and without gaps, and a cursor that has passed
//! a number has missed nothing before it. Until then an event has only its `place`, the order of writing, which decides within a
//! batch: a change that saw another one, having waited for its lock, is told after it.
//!
//! Numbers are given within moments by the relay of every worker process (`webhooks::relay`). Events are kept for
//! `webhooks.kept`.

mod fact;
mod kind;
mod model;
mod policy;
mod service;
mod store;

pub use fact::Fact;
pub use kind::EventType;
pub use model::{Event, EventFilter};
pub use service::{list, purge, record, record_many};
pub(crate) use service::{number, recording, waiting};
pub(crate) use store::after_seq;
