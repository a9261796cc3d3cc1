//! Moving an instance into another database, on either engine, also while it is in use.
//!
//! Every table of the source's catalogue is copied but those that [`LEFT_OUT`] names. A pass reads a table of both databases in the
//! order of its key, compares row by row by a hash, and removes and writes what differs: a page of rows in one transaction of
//! the target, with a mark of how far it has come, so that a pass that dies is gone on with, and the next one copies what has
//! changed meanwhile. While it is filled the target does without foreign keys and triggers, since the rows of a moving source may
//! come in any order; they are put back, and hold, before anybody may use it.
//!
//! The last pass has the source to itself. Then both are read once more and their sums compared, and with the record in the
//! target that it is complete the source is closed, so that no two instances ever do the same work.

mod apart;
mod catalogue;
mod cell;
mod compare;
mod page;
mod pass;
mod record;
mod rows;
mod run;
mod side;
mod table;

pub use catalogue::LEFT_OUT;
pub use compare::Sum;
pub use pass::Tally;
pub use record::{Standing, give_up, standing};
pub use run::{Progress, Stage, Transfer};
pub use side::{Hold, Side};
