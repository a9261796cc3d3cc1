//! The ledger's own statements, for workers: claim, complete, give back, rescue, sweep. Each is one statement for many
//! jobs; every change of a running job carries the fence (worker and attempt), so that a run that has lost its claim
//! changes nothing.

mod cancel;
mod claim;
mod complete;
mod lease;
mod park;
mod statement;
mod sweep;

pub use cancel::called_off;
pub use claim::{claim_due, claim_ids};
pub use complete::{Completion, complete, fail, park, succeed_all};
pub use lease::{release_all, renew, rescue};
pub use park::{Parked, parked, unpark};
pub use sweep::{next_scheduled, promote, undelivered};
