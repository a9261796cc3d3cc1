//! What one person has of a site, and what it knows of them.

use super::{
    Table,
    column::{
        Holds::{BigInt, Text, TextOrNothing, Time, TimeOrNothing},
        col, id, id_or_nothing,
    },
    mailing::{SUBSCRIBERS, SUPPRESSIONS},
    moderation::{
        MY_APPEALS, MY_COMMENT_ACTIONS, MY_COMMENT_REPORTS, MY_POST_ACTIONS, MY_POST_REPORTS, MY_USER_ACTIONS,
        MY_USER_REPORTS,
    },
    site::{
        BLOCKS, BOOKMARKS, COMMENT_REACTIONS, COMMENT_REVISIONS, COMMENTS, FOLLOWS, INBOXES, MEDIA, PICTURES,
        POST_REACTIONS, POST_REVISIONS, POST_SLUGS, POST_TAGS, POSTS, PREFERENCES, TAG_FOLLOWS, TAGS, USERS,
    },
};
use crate::ids::{AccessTokenKind, CommentKind, IdentityKind, NotificationIdKind, PostKind, SessionKind};

/// The tables of what somebody has.
pub(crate) const OWN: &[Table] = &[
    USERS,
    SESSIONS,
    TOKENS,
    IDENTITIES,
    ACTIONS,
    TAGS,
    PICTURES,
    MEDIA,
    POSTS,
    POST_SLUGS,
    POST_TAGS,
    POST_REVISIONS,
    COMMENTS,
    COMMENT_REVISIONS,
    POST_REACTIONS,
    COMMENT_REACTIONS,
    FOLLOWS,
    TAG_FOLLOWS,
    BLOCKS,
    BOOKMARKS,
    INBOXES,
    PREFERENCES,
    NOTIFICATIONS,
    SUBSCRIBERS,
    SUPPRESSIONS,
    MY_POST_ACTIONS,
    MY_COMMENT_ACTIONS,
    MY_USER_ACTIONS,
    MY_APPEALS,
    MY_POST_REPORTS,
    MY_COMMENT_REPORTS,
    MY_USER_REPORTS,
];

const SESSIONS: Table = Table::new("sessions.jsonl", "logins", "sessions t").whose("t.user_id = $me").columns(&[
    id::<SessionKind>("id", "t.id"),
    col("userAgent", "t.user_agent", Text),
    col("address", "t.address", Text),
    col("createdAt", "t.created_at", Time),
    col("lastUsedAt", "t.last_used_at", Time),
    col("expiresAt", "t.expires_at", Time),
    col("revokedAt", "t.revoked_at", TimeOrNothing),
]);

const TOKENS: Table =
    Table::new("accessTokens.jsonl", "tokens of programs", "access_tokens t").whose("t.user_id = $me").columns(&[
        id::<AccessTokenKind>("id", "t.id"),
        col("name", "t.name", Text),
        col("hint", "t.hint", Text),
        col("scopes", "t.scopes", Text),
        col("createdAt", "t.created_at", Time),
        col("expiresAt", "t.expires_at", Time),
        col("lastUsedAt", "t.last_used_at", TimeOrNothing),
        col("revokedAt", "t.revoked_at", TimeOrNothing),
    ]);

const IDENTITIES: Table =
    Table::new("identities.jsonl", "logins by other providers", "identities t").whose("t.user_id = $me").columns(&[
        id::<IdentityKind>("id", "t.id"),
        col("provider", "t.provider", Text),
        col("subject", "t.subject", Text),
        col("name", "t.name", Text),
        col("createdAt", "t.created_at", Time),
    ]);

const ACTIONS: Table =
    Table::new("actions.jsonl", "what the audit log has of you", "audit_log t").whose("t.actor = $name").columns(&[
        col("number", "t.seq", BigInt),
        col("at", "t.at", Time),
        col("action", "t.action", Text),
        col("outcome", "t.outcome", Text),
        col("target", "t.target", TextOrNothing),
        col("address", "t.address", TextOrNothing),
        col("userAgent", "t.user_agent", Text),
    ]);

const NOTIFICATIONS: Table =
    Table::new("notifications.jsonl", "what you were told", "notifications t").whose("t.user_id = $me").columns(&[
        id::<NotificationIdKind>("id", "t.id"),
        col("kind", "t.kind", Text),
        id_or_nothing::<PostKind>("postId", "t.post_id"),
        id_or_nothing::<CommentKind>("commentId", "t.comment_id"),
        col("createdAt", "t.created_at", Time),
        col("updatedAt", "t.updated_at", Time),
        col("readAt", "t.read_at", TimeOrNothing),
    ]);
