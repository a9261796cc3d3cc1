//! What moderators did, for what they hold to be taken back where an archive is taken in. A table for each kind of thing that it may
//! be about, since an id says which kind it is of.

use super::{
    Column, Table,
    column::{
        Holds::{Text, TextOrNothing, Time, TimeOrNothing},
        col, id, id_or_nothing,
    },
    fits,
};
use crate::ids::{CommentKind, ModerationActionKind, PostKind, UserKind};

const ABOUT: &str = "what moderators did";

pub(super) const POST_ACTIONS: Table = Table::new("postActions.jsonl", ABOUT, "moderation_actions t")
    .only("t.subject_kind = 'post'")
    .whose("t.user_id = $me")
    .columns(&about(id::<PostKind>("subjectId", "t.subject_id")));

pub(super) const COMMENT_ACTIONS: Table = Table::new("commentActions.jsonl", ABOUT, "moderation_actions t")
    .only("t.subject_kind = 'comment'")
    .whose("t.user_id = $me")
    .columns(&about(id::<CommentKind>("subjectId", "t.subject_id")));

pub(super) const USER_ACTIONS: Table = Table::new("userActions.jsonl", ABOUT, "moderation_actions t")
    .only("t.subject_kind = 'user'")
    .whose("t.user_id = $me")
    .columns(&about(id::<UserKind>("subjectId", "t.subject_id")));

const fn about(subject: Column) -> [Column; 15] {
    [
        id::<ModerationActionKind>("id", "t.id"),
        col("kind", "t.kind", Text).fit(fits::is_action),
        col("subjectKind", "t.subject_kind", Text).fit(fits::is_kind),
        subject,
        id::<UserKind>("userId", "t.user_id"),
        id_or_nothing::<UserKind>("moderatorId", "t.moderator_id"),
        col("reason", "t.reason", Text).fit(fits::is_kind),
        col("note", "t.note", Text).fit(fits::is_note),
        col("until", "t.until", TimeOrNothing),
        col("holds", "t.holds", TextOrNothing).fit(fits::is_kind),
        col("createdAt", "t.created_at", Time),
        col("endedAt", "t.ended_at", TimeOrNothing),
        id_or_nothing::<UserKind>("endedBy", "t.ended_by"),
        col("endedAs", "t.ended_as", TextOrNothing).fit(fits::is_kind),
        col("endNote", "t.end_note", TextOrNothing).fit(fits::is_note),
    ]
}
