//! The two faces do the same. Documents are compared in `contract`; here it is what they do: every operation is sent to one
//! of two equal apps through REST and to the other through GraphQL, and nothing may differ: neither the answer or the code
//! of the refusal, nor the rows of the database (jobs among them), nor the number of SQL statements.
//!
//! - `differential.rs`: each row of the authorisation matrix, with the arguments that its fixtures make, and with each of
//!   them spoiled in the ways that its schema knows.
//! - `sequences.rs`: random operations by random people, each through a face that is chosen at random.
//!
//! Everything is read from the contract documents and the matrix. A new operation needs a row in `matrix/table.rs` and
//! nothing here.

mod chance;
mod differential;
mod inputs;
mod sequences;
mod transport;
mod twins;
