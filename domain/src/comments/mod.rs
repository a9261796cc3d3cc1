//! Comments: what people answer to posts and to each other.
//!
//! Everyone who sees a post sees its comments. Who is logged in comments on what is published, unless it is closed to
//! comments; those who may edit the post still can. People change and delete what they wrote, moderators delete everything; to delete it,
//! one need not see it any more. Every change keeps the text it replaced. A deleted comment loses text and author for everyone; it stays as a gap where
//! something is there below it, however far. One that moderators hide is such a gap, too, for others than its author and them (`moderation`).
//!
//! Replies nest to a set depth (`community.comment_depth`); one to the deepest becomes its sibling. `@username` names a
//! person, a few in each comment (`community.mentions_max`). Whom a comment concerns is told by a job (`notifications`).

mod forget;
mod indexed;
mod jobs;
mod mentions;
mod model;
mod next;
pub mod policy;
mod recount;
mod service;
mod store;
mod to_tell;

pub(crate) use forget::{forget, hold};
pub(crate) use indexed::{refresh, reindex};
pub use jobs::TellOfComment;
pub use model::{Comment, CommentInclude, CommentInput, CommentPatchInput, CommentRevision, CommentSort, CommentText};
pub(crate) use recount::{name_people, recount};
pub use service::{
    create, delete, find, get, get_many, list, lists, react, replies, request, revisions, unreact, update,
};
pub(crate) use service::{hide, show};
pub(crate) use to_tell::{ToTell, to_tell};
