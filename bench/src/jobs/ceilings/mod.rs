//! What the servers can do at most: their own tools, on the engine's own statements.

mod draining;
mod inserting;
pub(crate) mod redis;
mod script;

pub(crate) use draining::Draining;
pub(crate) use inserting::Inserting;
