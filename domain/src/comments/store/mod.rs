//! The folder that speaks SQL about comments. Besides, `indexed`, `recount`, `next` and `forget` speak it about many comments at a time, and
//! `to_tell` about whom one concerns.

mod counts;
mod find;
mod gaps;
mod insert;
mod lists;
mod marks;
mod mentions;
mod row;
mod visible;
mod write;

pub(super) use self::{
    counts::count_reaction,
    find::{by_id, by_ids, gone, lock},
    insert::New,
    lists::{Below, REVISIONS, page, pages, revisions},
    mentions::{mention, mentioned, set_mentions},
    write::{hide, mark_deleted, rewrite, show},
};
