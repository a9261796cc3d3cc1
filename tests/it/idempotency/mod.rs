//! Idempotency keys: a request that is sent twice takes effect once, through whichever face.

mod crashes;
mod keys;
mod killed;
mod replay;
