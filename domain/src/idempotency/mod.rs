//! Idempotency keys: a request that is sent twice takes effect once.
//!
//! A key belongs to one caller (a person, or the address of who is not logged in), whichever face it came through, and is
//! kept for 24 hours. It is claimed before the work, marked in the transaction of the effect, and given the answer after
//! it. So a repeat finds one of four things: nothing (it runs), the answer (replayed), a claim (still running: 409), or, a
//! minute later, a mark without an answer (409: the process died in between; it was done, and is not done again). A claim
//! without a mark is free again after that minute; should its process be alive after all, the fence stops it.
//!
//! What changed nothing is not kept: after an error the key may be used again. Nothing secret is kept: inputs only as a
//! keyed hash, and operations that answer with tokens don't come here at all.

mod model;
mod service;
mod store;

pub use model::{Call, Claim, IN_PROGRESS, Key, Once, caller};
pub use service::once;
pub(crate) use store::{fence, forget};
