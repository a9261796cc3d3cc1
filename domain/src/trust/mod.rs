//! Trust levels: 0 for who is new, 1 for who takes part, 2 for who is well known. Nobody gives them: they follow from what is there
//! whenever they are asked for, so they rise and fall by themselves. A level is reached when everything that it and those below
//! it require is met; what is required, and what there is, is told to whom it concerns and to moderators.

mod model;
mod service;
mod store;

pub use model::{LEVEL_MAX, Requirement, Standing, Trust, TrustRequirement};
pub(crate) use service::standing;
pub use service::{mine, of};
