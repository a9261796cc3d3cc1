//! GraphQL over WebSocket: the subprotocol `graphql-transport-ws`, as its specification has it
//! (`PROTOCOL.md` of the library graphql-ws), with its close codes. Queries and mutations run over it, too.

mod close;
mod handshake;
mod message;
mod operations;
mod socket;

pub use handshake::{is_upgrade, upgrade};
