//! Imports: taking an archive of a whole site (`archive`) into this one, or something else of which such an archive is made first
//! (`translation/`): a zip of Markdown files (`markdown/`), an export of Ghost (`ghost/`) or of WordPress (`wordpress/`). By admins, who send
//! the archive and let jobs do the rest, one import at a time; and by operators at the command line, who have it at hand.
//!
//! - **Whole or not at all.** An archive that is damaged, of another version, or has anything in it that a site has not, is refused before
//!   anything is written.
//! - **Plan.** Goes through all of it and writes nothing: each row is to be created, is here already (skipped), is to be changed (updated),
//!   or can't come (conflict), with the file, the line and the reason.
//! - **Apply.** Does the same and writes, a page of rows in a transaction. Ids are kept, so it may be stopped or die at any point and be
//!   done again. Posts that came before and have changed in their source only are changed (`again/`); else what is here is never
//!   overwritten. Then what follows is made: HTML, counts, ranks, what is found. A job that dies goes on behind its last page (`journal.rs`).
//! - **Undo.** Removes what an import has created, also what it has added to what was here (`added.rs`), and puts back what it has changed, unless
//!   somebody has changed it or added to it since.
//! - **Pictures** that lie on the site that an archive comes from are fetched afterwards (`fetching/`).
//! - **Secrets** are in no archive: who comes by an import asks for a new password.

mod added;
mod again;
mod apply;
mod fetched;
mod fetching;
mod form;
mod ghost;
mod jobs;
mod journal;
mod life;
mod lines;
mod markdown;
mod model;
mod order;
mod pictures;
mod policy;
mod purge;
mod run;
mod service;
mod settle;
mod sieve;
mod store;
mod translation;
mod undo;
mod upload;
mod walk;
mod wordpress;

pub(crate) use again::forget;
pub use apply::{apply, plan};
pub use fetching::{fetch_media, fetch_picture};
pub use form::FormKind;
pub use jobs::{ApplyImport, FetchMedia, FetchPicture, PlanImport, UndoImport};
pub use life::{Import, ImportArchive, ImportInput, ImportState, ImportTask};
pub use model::{FINDINGS_MAX, Finding, ImportForm, ImportReport, Tally};
pub use purge::purge;
pub use run::{run_apply, run_plan, run_undo};
pub use service::{create, delete, findings, get, list, request_apply, request_plan, request_undo};
pub use undo::undo;
pub use upload::receive;
