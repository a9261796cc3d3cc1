//! What has to be known of an export before its posts are read.

mod model;
mod people;
mod posts;
mod read;
mod seen;

pub(super) use model::{Survey, former_of};
pub(in crate::imports) use read::survey;

#[cfg(test)]
mod tests;
