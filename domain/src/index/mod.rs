//! What can be found: an entry for each published post, comment, person and tag, kept by the transactions that write those. What
//! has just been published is found by the next request, what is withdrawn is not.
//!
//! Features hand in texts ([`Entry`]); `search`, far above them, asks. Both split texts into the same words (`words.rs`): in
//! lower case, Latin letters without accents. PostgreSQL looks in a vector of them, as they are and by the language of the
//! settings, SQLite in a full-text table. Words of the heading weigh more than tags, and those more than the rest.

mod ahead;
mod matching;
mod model;
mod query;
mod store;
mod words;

pub(crate) use ahead::{Ahead, ahead, put_ahead};
pub(crate) use matching::Matching;
pub use model::{Entry, Kind};
pub use query::{Query, Term};
pub(crate) use store::{expect_many, first_seen, known, put, putting, refresh, remove, settle, similar};
pub use words::Words;
