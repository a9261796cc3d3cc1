//! The folder that speaks SQL about posts. Besides, `slugs`, `ranks`, `plans` and `revisions` speak it about what is theirs, and `indexed`,
//! `recount` and `forget` about many posts at a time.

mod columns;
mod comments;
mod find;
pub(super) mod joined;
pub(super) mod lists;
mod marks;
mod state;
mod visible;
mod write;

pub(crate) use self::{
    comments::{count_comment, counting_comment, counting_comment_after},
    lists::Wanted,
    visible::{PUBLIC, push_visible},
};
pub(super) use self::{
    comments::{hold_lock, locks, set_comments_locked},
    find::{by_id, by_ids, by_slug, lock, lock_deleted},
    marks::row_and_lists,
    state::{forget_withdrawal, mark_deleted, mark_restored, set_hidden, tell_followed},
    write::{Change, insert, set_details, update},
};
