//! Webhooks themselves.

mod change;
mod find;
mod insert;
mod row;
mod state;

pub(in crate::webhooks) use change::{change, remove, set_salts};
pub(in crate::webhooks) use find::{WEBHOOKS, by_id, count, kept, listening, lock, page};
pub(in crate::webhooks) use insert::insert;
pub(in crate::webhooks) use row::Kept;
pub(in crate::webhooks) use state::{disable, set_failing};
