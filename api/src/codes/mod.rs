//! The codes of errors: what each means, which status it comes with, and who gives it. `docs/ERRORS.md` is written from here, so that
//! there is no second text. `tests/it/contract/codes.rs` compares this with the sources, and the harness of the tests with every
//! refusal that it meets.

mod beside;
mod callers;
mod code;
mod conflicts;
mod faults;
mod protocol;
mod reference;
mod unread;

pub use beside::{BESIDE, Beside};
pub use code::{By, Code};
pub use faults::FAULTS;
pub use reference::reference;

/// The codes of answers, by their statuses.
#[must_use]
pub fn errors() -> Vec<Code> {
    let mut all = [unread::UNREAD, callers::CALLERS, protocol::PROTOCOL, conflicts::CONFLICTS].concat();
    all.sort_by_key(|code| code.statuses.first().copied().unwrap_or(499));
    all
}
