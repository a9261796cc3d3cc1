//! Bytes that people send: in one piece, or in parts that follow each other. Each piece is a file of its own in the store, so that what has
//! arrived when a connection breaks is kept, whatever the store, and the next goes on from there.
//!
//! What they are sent to is a `Target`: a picture (`media`) or an archive (`imports`). It says how much is coming, what it looks like, and
//! counts what has arrived. Every file is written down before it is written, so that whoever holds it, or the collector of `media`, finds it
//! whatever dies on the way.

mod gather;
mod part;
pub(crate) mod pieces;
mod receive;
mod removal;

pub(crate) use gather::gather;
pub use part::{Part, Received};
pub(crate) use receive::{Target, receive};
pub(crate) use removal::{discard, removed};
