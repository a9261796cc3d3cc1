//! The only folder that speaks SQL about imports: `life/` about what is asked for and what came of it, `rows/` about what comes and goes,
//! `known.rs` about what has to be known before, `again/` about posts that come again, `remote/` about pictures that are fetched.

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
