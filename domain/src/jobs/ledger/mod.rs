//! The ledger's own statements, for workers: claim, complete, give back, rescue, sweep. Each is one statement for many
//! jobs; every change of a running job carries the fence (worker and attempt), so that a run that has lost its claim
//! changes nothing.

mod admit;
mod cancel;
mod claim;
mod complete;
mod lease;
mod park;
mod statement;
mod sweep;

pub use admit::{Round, admit, admit_all};
pub use cancel::called_off;
pub use claim::{claim_due, claim_ids};
pub use complete::{Completion, complete, ended, fail, park, succeed_all};
use complete::{park_unread, unless_called_off};
pub(super) use lease::requeue;
pub use lease::{release_all, renew, rescue, was_lost};
pub use park::{Parked, parked, unpark};
pub use sweep::{expire, next_scheduled, promote, settle_parents, undelivered, undelivered_changes};
