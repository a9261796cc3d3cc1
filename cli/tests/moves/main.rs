//! Moving an instance into another database, as an operator does.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on fails by panicking"
)]

mod databases;
mod instance;
mod interrupted;
mod refusals;
mod round_trip;
