//! The runtime on a real ledger: a temporary SQLite file, the embedded queue.

mod chaos;
mod failing;
mod house;
mod running;
mod scratch;
mod stopping;
