//! Archives: zip files that hold a site, or what one person has of it, as JSON lines, Markdown and pictures, with a manifest of hashes.
//!
//! - What is in an archive is declared as tables ([`SITE`], [`OWN`]): a file of JSON lines each, in the order of their keys. Secrets
//!   (hashes of passwords and tokens) and what follows from the rest (HTML, counts, ranks, what is found) are in none.
//! - The source of each post is in `posts/<id>.md`, the files of each picture are in `media/<SHA-256 of what was sent>/`.
//! - `manifest.json` is the last entry: format, version, and the length and SHA-256 of all others.
//! - The same content makes the same bytes: no entry has a time, and the order is that of the keys, whatever the engine.

mod column;
pub(crate) mod files;
mod fits;
mod mailing;
mod manifest;
mod moderation;
mod own;
mod parse;
mod reader;
mod rows;
mod sheets;
mod site;
mod table;
mod writer;

pub(crate) use column::{Column, Holds};
pub(crate) use own::OWN;
pub(crate) use parse::{LATEST, LINE_MAX, Row, key_of, row};
pub(crate) use reader::{Reader, unfit};
pub(crate) use rows::Rows;
pub(crate) use sheets::{MEMBERS, POSTS, heading, line as sheet_line};
pub(crate) use site::{MARKDOWN, PICTURES, SITE};
pub(crate) use table::{Table, json, json_line, selection};
pub(crate) use writer::{Writer, scratch};
