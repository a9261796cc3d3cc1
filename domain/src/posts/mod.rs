//! Posts: what people write.
//!
//! What moderators hide is seen by its author and editors alone, until they bring it back (`moderation`).
//!
//! A post is a draft until it is published, at once or at a time that is planned (`plans`), and may go back to being one.
//! Each save is kept (`revisions`). A deleted post keeps its row and its slugs for a while and can be restored; then it is gone.
//! Everyone sees published posts; a draft is seen by its author and by editors, and for all others it does not exist.
//! Authors write, and change, publish and delete what they wrote; editors do so with everyone's.
//!
//! The source is Markdown; HTML and excerpt are rendered once, at the write. A post has one current slug; the former ones
//! lead to it for ever.
//!
//! Whoever changes whether a post is for everyone to read says so (`listing`), so that what follows from it is right at the same time.

mod covers;
pub mod details;
mod forget;
mod indexed;
mod inputs;
mod jobs;
mod listing;
mod model;
pub mod plans;
pub mod policy;
pub mod ranks;
mod recount;
mod relations;
pub mod revisions;
mod service;
mod slugs;
mod store;
mod told;

pub use details::{Details, DetailsInput};
pub(crate) use forget::forget;
pub(crate) use indexed::reindex;
pub use indexed::{reindex_tag, reindex_untagged};
pub use inputs::{PostInput, PostPatch, PostPatchInput, PublishInput};
pub use jobs::{FanOutPost, PublishPost, SendNewsletter, UnpublishPost};
pub use model::{Extent, Markdown, Post, PostFilter, PostInclude, PostStatus, Slug, Title};
pub use plans::{PlanProblem, Plans};
pub(crate) use recount::recount;
pub use service::{
    Found, PostRef, Preview, Published, cancel_schedule, create, delete, find, get, get_many, list, lock_comments,
    preview, publish, published, purge, react, restore, trending, unlock_comments, unpublish, unreact, update,
};
pub(crate) use service::{hide, hold_lock, hold_published, page_of, show};
pub(crate) use store::{PUBLIC, Wanted, count_comment, counting_comment, counting_comment_after, push_visible};
