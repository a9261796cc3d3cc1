//! Things as they change.

mod cluster;
mod ending;
mod following;
mod graphql_events;
mod inboxes;
mod limits;
mod memory;
mod progress;
mod refusals;
mod resuming;
mod sockets;
mod threads;
