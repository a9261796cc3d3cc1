//! Finding posts, comments, people and tags by words. What can be found is kept by the features themselves (`index`); who may see
//! what is asked by the statement that looks for it: published posts, the comments on them, people and tags of such posts, never what
//! is of people out of each other's sight, nor, but for editors, of suspended ones.
//!
//! Of the matches of a type only the newest are ranked (`search.candidates`). Where nothing matches, words that are nowhere are taken
//! for slips, and what is most like them is looked for (`correct.rs`).

mod correct;
mod highlight;
mod jobs;
mod model;
mod reindex;
mod service;
mod store;

pub use crate::index::{Kind, Query};
pub use jobs::ReindexSearch;
pub use model::{AuthorFacet, Facets, Found, Hit, HitId, Looked, SearchInput, TagFacet};
pub use reindex::{reindex, request_reindex};
pub use service::{facets, find};
pub(crate) use store::remove_orphans;
