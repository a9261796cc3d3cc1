//! Tags: what posts are about. A tag comes into being with the first post that carries it, or is made by moderators, who also rename,
//! describe, merge and delete tags. Everyone sees a tag once a published post carries it; one that moderators have made or changed is
//! seen without posts, too (`curated`).
//!
//! A tag has one current slug; the former ones lead to it, and so do those of tags that were merged into it, in addresses and in what
//! authors write. Whoever is logged in follows tags. A tag counts its published posts and its followers, exactly at any time: whoever
//! changes whether a post is listed says so (`show_posts`, `hide_posts`).
//!
//! Locks are taken in this order: posts, the names of tags, tags by id, then what links them to posts and people.

mod indexed;
mod inputs;
mod jobs;
mod model;
pub mod policy;
mod recount;
mod service;
mod store;

pub(crate) use indexed::{refresh, reindex};
pub use inputs::{MergeInput, TagInput, TagPatchInput};
pub use jobs::{MergeTag, ReindexTag, ReindexUntagged};
pub use model::{DESCRIPTION_MAX, Tag, TagName, TagSet};
pub(crate) use recount::recount;
pub(crate) use service::named;
pub use service::{
    Found, create, delete, find, follow, followed, get, get_many, list, merge, run_merge, unfollow, update,
};
pub use store::of_posts;
pub(crate) use store::{attach, forget, hide_posts, push_led_to, push_tags, push_visible, read_tags, show_posts};
