//! How much a value may be, in the document: read from the constants that the rules are made of, in one table, so that no
//! limit has two numbers.

mod accounts;
mod declare;
mod limit;
mod others;
mod writings;

pub(super) use declare::declare;
pub(super) use limit::Limit;

#[cfg(test)]
mod tests;
