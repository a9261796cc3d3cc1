//! Whether a public answer that was kept is still true, told from what it was read from and what was written since.
//!
//! Every table that a public answer may show has marks. Reading a table leaves its mark in the answer, writing it makes
//! answers with that mark untrue, at the commit here and by a signal in other processes. Both are found in the text of
//! statements, so nobody can forget to say so. Where that is too coarse, a statement says which rows it reads
//! (`Sql::rows_of`) or writes (`Recorded::at`); then only those matter. A statement that reads another table makes an
//! answer one that can't be kept. So does what is the caller's own and stands in no table, such as a budget (`saw_own`).
//!
//! Other processes are heard through Redis; while they are not, nothing is believed for longer than a second.

mod mark;
mod reads;
mod slots;
mod table;

pub use mark::Mark;
pub(in crate::platform) use mark::written;
pub use reads::{Reads, record_reads};
pub(in crate::platform) use reads::{carried, note};
pub(crate) use reads::{saw, saw_own};
pub use slots::{Freshness, Seen, Stamp};
pub use table::Table;
