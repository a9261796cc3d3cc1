//! Where addresses in a source lead.

mod model;
mod name;
mod named;
mod target;
mod within;

pub(in crate::imports) use model::Links;
pub(in crate::imports) use name::{Name, key};

#[cfg(test)]
mod tests;
