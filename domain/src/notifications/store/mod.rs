//! The only folder that speaks SQL about notifications.

mod digests;
mod forget;
mod inbox;
mod live;
mod mark;
mod preferences;
mod tell;
mod to_mail;

pub(super) use digests::{last_at, lock_due, move_on, plan, told_in_digest};
pub(crate) use forget::forget;
pub(super) use forget::{forget_read, forget_unread};
pub(super) use inbox::{Did, Head, INBOX, by_ids, end, gather, page, since, unread};
pub(super) use mark::{end_unseen, mark_all_read, mark_read};
pub(super) use preferences::{end_digest, end_mail, of, replace};
pub(super) use tell::{Address, Gathered, Told, write};
pub(super) use to_mail::{ToMail, to_mail};
