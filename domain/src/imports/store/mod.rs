//! The only folder that speaks SQL about imports: `life.rs` about what is asked for and what came of it, `rows.rs` about what comes and goes,
//! `known.rs` about what has to be known before, `again.rs` about posts that come again, `remote.rs` about pictures that are fetched.

mod again;
mod known;
mod life;
mod remote;
mod rows;

pub(super) use again::*;
pub(super) use known::*;
pub(super) use life::*;
pub(super) use remote::*;
pub(super) use rows::*;
