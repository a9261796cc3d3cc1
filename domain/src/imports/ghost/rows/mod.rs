//! Going through an export, row by row. In memory is one row at a time, whatever the length of the whole.

mod level;
mod read;
mod skipped;
mod table;

pub(super) use read::{Row, Tables, read};
