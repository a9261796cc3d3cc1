//! What moderators did, for what they hold to be taken back where an archive is taken in. A table for each kind of thing that it may
//! be about, since an id says which kind it is of.
//!
//! Somebody's own archive has what was done about them, what they reported and what they said in appeals: as much of it as the API shows
//! them, so neither which moderator it was, nor what moderators wrote for each other, nor what others reported.

use super::{
    Column, Table,
    column::{
        Holds::{Text, TextOrNothing, Time, TimeOrNothing},
        col, id, id_or_nothing,
    },
    fits,
};
use crate::ids::{AppealKind, CommentKind, ModerationActionKind, PostKind, ReportKind, UserKind};

const ABOUT: &str = "what moderators did";

const OF_POST: Column = id::<PostKind>("subjectId", "t.subject_id");
const OF_COMMENT: Column = id::<CommentKind>("subjectId", "t.subject_id");
const OF_USER: Column = id::<UserKind>("subjectId", "t.subject_id");

pub(super) const POST_ACTIONS: Table = Table::new("postActions.jsonl", ABOUT, "moderation_actions t")
    .only("t.subject_kind = 'post'")
    .whose("t.user_id = $me")
    .columns(&about(OF_POST));

pub(super) const COMMENT_ACTIONS: Table = Table::new("commentActions.jsonl", ABOUT, "moderation_actions t")
    .only("t.subject_kind = 'comment'")
    .whose("t.user_id = $me")
    .columns(&about(OF_COMMENT));

pub(super) const USER_ACTIONS: Table = Table::new("userActions.jsonl", ABOUT, "moderation_actions t")
    .only("t.subject_kind = 'user'")
    .whose("t.user_id = $me")
    .columns(&about(OF_USER));

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

pub(super) const MY_POST_ACTIONS: Table =
    Table { about: "what moderators did about your posts", ..POST_ACTIONS }.columns(&told(OF_POST));

pub(super) const MY_COMMENT_ACTIONS: Table =
    Table { about: "what moderators did about your comments", ..COMMENT_ACTIONS }.columns(&told(OF_COMMENT));

pub(super) const MY_USER_ACTIONS: Table =
    Table { about: "what moderators did about you", ..USER_ACTIONS }.columns(&told(OF_USER));

pub(super) const MY_POST_REPORTS: Table = Table::new("postReports.jsonl", "posts that you reported", "reports t")
    .only("t.subject_kind = 'post'")
    .whose("t.reporter_id = $me")
    .columns(&reported(OF_POST));

pub(super) const MY_COMMENT_REPORTS: Table =
    Table::new("commentReports.jsonl", "comments that you reported", "reports t")
        .only("t.subject_kind = 'comment'")
        .whose("t.reporter_id = $me")
        .columns(&reported(OF_COMMENT));

pub(super) const MY_USER_REPORTS: Table = Table::new("userReports.jsonl", "people whom you reported", "reports t")
    .only("t.subject_kind = 'user'")
    .whose("t.reporter_id = $me")
    .columns(&reported(OF_USER));

pub(super) const MY_APPEALS: Table =
    Table::new("appeals.jsonl", "what you said against what moderators did", "moderation_appeals t")
        .whose("t.user_id = $me")
        .columns(&[
            id::<AppealKind>("id", "t.id"),
            id::<ModerationActionKind>("actionId", "t.action_id"),
            id::<UserKind>("userId", "t.user_id"),
            col("text", "t.text", Text),
            col("createdAt", "t.created_at", Time),
            col("decidedAt", "t.decided_at", TimeOrNothing),
            col("outcome", "t.outcome", TextOrNothing),
            col("answer", "t.answer", TextOrNothing),
        ]);

/// What whom it concerns is told of an action.
const fn told(subject: Column) -> [Column; 11] {
    [
        id::<ModerationActionKind>("id", "t.id"),
        col("kind", "t.kind", Text),
        col("subjectKind", "t.subject_kind", Text),
        subject,
        id::<UserKind>("userId", "t.user_id"),
        col("reason", "t.reason", Text),
        col("note", "t.note", Text),
        col("until", "t.until", TimeOrNothing),
        col("createdAt", "t.created_at", Time),
        col("endedAt", "t.ended_at", TimeOrNothing),
        col("endedAs", "t.ended_as", TextOrNothing),
    ]
}

/// What who wrote a report sees of it.
const fn reported(subject: Column) -> [Column; 9] {
    [
        id::<ReportKind>("id", "t.id"),
        id::<UserKind>("reporterId", "t.reporter_id"),
        col("subjectKind", "t.subject_kind", Text),
        subject,
        col("reason", "t.reason", Text),
        col("note", "t.note", Text),
        col("createdAt", "t.created_at", Time),
        col("resolvedAt", "t.resolved_at", TimeOrNothing),
        col("outcome", "t.outcome", TextOrNothing),
    ]
}
