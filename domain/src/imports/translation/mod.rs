//! What all translations share: an archive of a site is made of something else, row by row, and is then taken in like any other.
//!
//! - **Memory stays flat.** Rows go into scratch files and sources into the archive as they come; a source is read as a stream, twice where
//!   something in it has to be known before its posts are read. Only names stay in memory: slugs, tags, people; so much of them and no more (`kept.rs`).
//! - **The same again is the same.** Ids follow from the ids of the source by a hash, and so does all else. Of the clock is
//!   only whether a time is yet to come: what would be published then is a plan.
//! - **Text is HTML there and Markdown here** (`html/`): what is shown is made of the Markdown, through the sanitiser, so nothing hostile gets past.
//! - **Links** among the posts of an archive lead to the posts here, as seen from each other's pages (`links/`); pictures keep absolute addresses.
//!   Where a post stood before becomes a former slug of it, as far as that can be (`former.rs`).

mod archive;
mod document;
mod former;
mod found;
mod html;
mod kept;
mod links;
mod made;
mod making;
mod people;
mod post;
mod reader;
mod tag;
mod words;

pub(super) use archive::NewArchive;
pub(super) use document::Document;
use document::PIECE_MAX;
pub(super) use former::{FORMER_MAX, also, last_name};
pub(super) use found::{Findings, Sources};
pub(super) use html::{Converter, HTML_MAX, escaped, source_block};
pub(super) use kept::{ENTRY, Kept};
pub(super) use links::{Links, Name, key};
pub(super) use making::{Here, Translation, author_of, of, sha256};
pub(super) use people::{People, Person};
pub(super) use post::{About, Id, NewComment, NewPost, Standing, Words, said};
pub(super) use reader::{Bounded, Meter};
pub(super) use tag::{NewTag, Tagged, tags};
pub(super) use words::{address, beginning, cut, plain, printable, shortened, time, title};
