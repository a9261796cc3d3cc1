//! Exports of Ghost, made into archives of a site: its JSON, as one file or in a zip.
//!
//! - The JSON is one object that may be very long. It is read row by row, twice (`rows/`): first what posts refer to and what they are
//!   called (`survey/`), then the posts (`translate.rs`).
//! - The text of a post is `lexical`, `mobiledoc`, `html` or `markdown`, of which the first that is there is taken. The first two are made
//!   HTML (`lexical.rs`, `mobiledoc.rs`, `cards.rs`), of which Markdown is made like any other.
//! - What only members can read comes as a draft: here it would be for everybody. Pages do not come, since there are none here.
//! - Redirects lie beside it in a zip (`redirects.rs`): those that lead from paths to posts are kept as former slugs.
//! - An export does not tell where the site was: `__GHOST_URL__` stands for it. Whoever imports says so.

mod cards;
mod lexical;
mod mobiledoc;
mod record;
mod redirects;
mod rows;
mod shelf;
mod survey;
mod translate;

pub(super) use survey::survey;
pub(super) use translate::translate;
