//! Exports of WordPress, made into archives of a site: extended RSS (WXR) of the versions 1.0 to 1.2, as one file or in a zip.
//!
//! - The XML may be very long. It is read piece by piece, twice (`pieces/`): first who wrote, what posts are called and where pictures
//!   are (`survey/`), then the posts (`translate.rs`). It has no document type: nothing is expanded.
//! - Text is HTML with comments of blocks and shortcodes in it, or with line ends that mean paragraphs (`content.rs`, `shortcodes.rs`).
//! - Posts come, and comments on them that were approved, of those who have an account there (`comments.rs`): who typed a name and a
//!   mail address has proven neither. Pages do not come, since there are none here; what else there is in an export is passed over.
//! - What not everybody could read (private, with a password) comes as a draft. Categories come as tags.

mod comments;
mod content;
mod item;
mod pieces;
mod shortcodes;
mod survey;
mod translate;

pub(super) use survey::survey;
pub(super) use translate::translate;
