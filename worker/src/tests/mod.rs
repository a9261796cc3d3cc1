//! The runtime on a real ledger: a temporary SQLite file, the embedded queue.

mod failing;
mod house;
mod running;
mod slots;
mod stopping;
