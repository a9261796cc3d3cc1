//! What a whole site is: those come first whom others refer to.

use super::{
    Column, Table,
    column::{
        Holds::{BigInt, BigIntOrNothing, Flag, Int, IntOrNothing, Text, TextOrNothing, Time, TimeOrNothing, Variants},
        col, id, id_or_nothing,
    },
    files, fits,
    mailing::{SUBSCRIBERS, SUPPRESSIONS},
    moderation::{COMMENT_ACTIONS, POST_ACTIONS, USER_ACTIONS},
};
use crate::ids::{CommentKind, MediaKind, PostKind, TagKind, UserKind};

/// Whose a thing is that belongs to a post.
const OF_POSTS: &str = "p.author_id = $me";

/// The tables of a site. New ones come last: a try of an import goes on at the place of the one that another has reached.
pub(crate) const SITE: &[Table] = &[
    USERS,
    TAGS,
    TAG_SLUGS,
    PICTURES,
    MEDIA,
    POSTS,
    POST_SLUGS,
    POST_TAGS,
    POST_REVISIONS,
    COMMENTS,
    COMMENT_REVISIONS,
    POST_ACTIONS,
    COMMENT_ACTIONS,
    USER_ACTIONS,
    POST_REACTIONS,
    COMMENT_REACTIONS,
    FOLLOWS,
    TAG_FOLLOWS,
    BLOCKS,
    BOOKMARKS,
    INBOXES,
    PREFERENCES,
    SUBSCRIBERS,
    SUPPRESSIONS,
];

pub(super) const USERS: Table = Table::new(files::USERS, "accounts", "users t").whose("t.id = $me").columns(&[
    id::<UserKind>("id", "t.id"),
    col("username", "t.username", Text).fit(fits::is_username),
    col("email", "t.email", Text).fit(fits::is_email),
    col("emailVerifiedAt", "t.email_verified_at", TimeOrNothing),
    col("role", "t.role", Text).fit(fits::is_role),
    col("displayName", "t.display_name", Text).fit(fits::is_display_name),
    col("bio", "t.bio", Text).fit(fits::is_bio),
    col("suspendedAt", "t.suspended_at", TimeOrNothing),
    col("hold", "t.hold", TextOrNothing).fit(fits::is_kind),
    col("eraseAt", "t.erase_at", TimeOrNothing),
    col("erasedAt", "t.erased_at", TimeOrNothing),
    col("version", "t.version", BigInt).fit(fits::is_count),
    col("createdAt", "t.created_at", Time),
    col("updatedAt", "t.updated_at", Time),
]);

pub(super) const TAGS: Table = Table::new(files::TAGS, "tags", "tags t")
    .whose(
        "t.id IN (SELECT x.tag_id FROM post_tags x JOIN posts p ON p.id = x.post_id WHERE p.author_id = $me) \
         OR t.id IN (SELECT f.tag_id FROM tag_follows f WHERE f.user_id = $me)",
    )
    .columns(&[
        id::<TagKind>("id", "t.id"),
        col("slug", "t.slug", Text).fit(fits::is_slug),
        col("name", "t.name", Text).fit(fits::is_tag_name),
        col("description", "t.description", Text).fit(fits::is_tag_description),
        col("curated", "t.curated", Flag),
        col("createdAt", "t.created_at", Time),
    ]);

const TAG_SLUGS: Table = Table::new(files::TAG_SLUGS, "names that lead to tags, former ones among them", "tag_slugs t")
    .key(&[0, 1])
    .columns(&[
        id::<TagKind>("tagId", "t.tag_id"),
        col("slug", "t.slug", Text).fit(fits::is_slug),
        col("isCurrent", "t.is_current", Flag),
        col("createdAt", "t.created_at", Time),
    ]);

/// Pictures that are ready, by the SHA-256 of what was sent.
pub(crate) const PICTURES: Table =
    Table::new(files::PICTURES, "pictures; their files are in media/<sha256>/", "media_blobs t")
        .only("EXISTS (SELECT 1 FROM media m WHERE m.blob_id = t.id AND m.state = 'ready')")
        .whose("EXISTS (SELECT 1 FROM media m WHERE m.blob_id = t.id AND m.state = 'ready' AND m.owner_id = $me)")
        .columns(&[
            col("sha256", "t.hash", Text),
            col("mediaType", "t.media_type", Text).fit(fits::is_media_type),
            col("width", "t.width", Int).fit(fits::is_count),
            col("height", "t.height", Int).fit(fits::is_count),
            col("blurhash", "t.blurhash", Text).fit(fits::is_line),
            col("dominantColor", "t.dominant_color", Text).fit(fits::is_colour),
            col("variants", "t.renditions", Variants),
        ]);

pub(super) const MEDIA: Table = Table::new(
    files::MEDIA,
    "what people sent, and which picture it is",
    "media t JOIN media_blobs b ON b.id = t.blob_id",
)
.only("t.state = 'ready'")
.whose("t.owner_id = $me")
.columns(&[
    id::<MediaKind>("id", "t.id"),
    id::<UserKind>("ownerId", "t.owner_id"),
    col("picture", "b.hash", Text),
    col("filename", "t.filename", Text).fit(fits::is_line),
    col("size", "t.size", BigInt).fit(fits::is_count),
    col("altText", "t.alt_text", TextOrNothing).fit(fits::is_line_or_empty),
    col("version", "t.version", BigInt).fit(fits::is_count),
    col("createdAt", "t.created_at", Time),
    col("updatedAt", "t.updated_at", Time),
]);

pub(super) const POSTS: Table = Table::new(files::POSTS, "posts; the source of each is in posts/<id>.md", "posts t")
    .whose("t.author_id = $me")
    .columns(&[
        id::<PostKind>("id", "t.id"),
        id::<UserKind>("authorId", "t.author_id"),
        col("title", "t.title", Text).fit(fits::is_title),
        col("slug", "t.slug", Text).fit(fits::is_slug),
        col("status", "t.status", Text).fit(fits::is_status),
        col("publishedAt", "t.published_at", TimeOrNothing),
        col("publishAt", "t.publish_at", TimeOrNothing),
        id_or_nothing::<UserKind>("publishBy", "t.publish_by"),
        col("unpublishAt", "t.unpublish_at", TimeOrNothing),
        id_or_nothing::<UserKind>("unpublishBy", "t.unpublish_by"),
        col("newsletter", "t.newsletter", Flag),
        col("hiddenAt", "t.hidden_at", TimeOrNothing),
        col("deletedAt", "t.deleted_at", TimeOrNothing),
        col("commentsLocked", "t.comments_locked", Flag),
        col("lockHeldAt", "t.lock_held_at", TimeOrNothing),
        id_or_nothing::<MediaKind>("coverMediaId", "t.cover_media_id"),
        col("excerpt", "t.own_excerpt", TextOrNothing).fit(fits::is_block),
        col("canonicalUrl", "t.canonical_url", TextOrNothing).fit(fits::is_address),
        col("metaTitle", "t.meta_title", TextOrNothing).fit(fits::is_line),
        col("metaDescription", "t.meta_description", TextOrNothing).fit(fits::is_block),
        col("socialTitle", "t.social_title", TextOrNothing).fit(fits::is_line),
        col("socialDescription", "t.social_description", TextOrNothing).fit(fits::is_block),
        col("socialImage", "t.social_image", TextOrNothing).fit(fits::is_address),
        col("series", "t.series", TextOrNothing).fit(fits::is_line),
        col("seriesPosition", "t.series_position", IntOrNothing),
        col("version", "t.version", BigInt).fit(fits::is_count),
        col("createdAt", "t.created_at", Time),
        col("updatedAt", "t.updated_at", Time),
    ]);

/// The sources of posts, each a file of its own.
pub(crate) const MARKDOWN: Table = Table::new("posts", "sources of posts", "posts t")
    .whose("t.author_id = $me")
    .long()
    .columns(&[id::<PostKind>("id", "t.id"), col("markdown", "t.markdown", Text).fit(fits::is_source)]);

pub(super) const POST_SLUGS: Table = Table::new(
    files::POST_SLUGS,
    "names that lead to posts, former ones among them",
    "slugs t JOIN posts p ON p.id = t.post_id",
)
.whose(OF_POSTS)
.key(&[0, 1])
.columns(&[
    id::<PostKind>("postId", "t.post_id"),
    col("slug", "t.slug", Text).fit(fits::is_slug),
    col("isCurrent", "t.is_current", Flag),
    col("createdAt", "t.created_at", Time),
]);

pub(super) const POST_TAGS: Table =
    Table::new(files::POST_TAGS, "tags of posts, in their order", "post_tags t JOIN posts p ON p.id = t.post_id")
        .whose(OF_POSTS)
        .key(&[0, 1])
        .columns(&[
            id::<PostKind>("postId", "t.post_id"),
            id::<TagKind>("tagId", "t.tag_id"),
            col("position", "t.position", Int).fit(fits::is_count),
        ]);

pub(super) const POST_REVISIONS: Table =
    Table::new(files::POST_REVISIONS, "what posts were", "post_revisions t JOIN posts p ON p.id = t.post_id")
        .whose(OF_POSTS)
        .key(&[0, 1])
        .long()
        .columns(&[
            id::<PostKind>("postId", "t.post_id"),
            col("number", "t.number", BigInt),
            col("version", "t.version", BigInt).fit(fits::is_count),
            id_or_nothing::<UserKind>("authorId", "t.author_id"),
            col("title", "t.title", Text).fit(fits::is_title),
            col("markdown", "t.markdown", Text).fit(fits::is_source),
            col("reason", "t.reason", TextOrNothing).fit(fits::is_line_or_empty),
            col("autosave", "t.autosave", Flag),
            col("restoredFrom", "t.restored_from", BigIntOrNothing),
            col("begunAt", "t.begun_at", Time),
            col("savedAt", "t.saved_at", Time),
        ]);

pub(super) const COMMENTS: Table =
    Table::new(files::COMMENTS, "comments", "comments t").whose("t.author_id = $me").long().columns(&[
        id::<CommentKind>("id", "t.id"),
        id::<PostKind>("postId", "t.post_id"),
        id_or_nothing::<CommentKind>("parentId", "t.parent_id"),
        id::<UserKind>("authorId", "t.author_id"),
        col("depth", "t.depth", Int).fit(fits::is_depth),
        col("markdown", "t.markdown", Text).fit(fits::is_source),
        col("version", "t.version", BigInt).fit(fits::is_count),
        col("createdAt", "t.created_at", Time),
        col("editedAt", "t.edited_at", TimeOrNothing),
        col("hiddenAt", "t.hidden_at", TimeOrNothing),
        col("deletedAt", "t.deleted_at", TimeOrNothing),
    ]);

pub(super) const COMMENT_REVISIONS: Table = Table::new(
    files::COMMENT_REVISIONS,
    "what comments were",
    "comment_revisions t JOIN comments c ON c.id = t.comment_id",
)
.whose("c.author_id = $me")
.key(&[0, 1])
.long()
.columns(&[
    id::<CommentKind>("commentId", "t.comment_id"),
    col("version", "t.version", BigInt).fit(fits::is_count),
    col("markdown", "t.markdown", Text).fit(fits::is_source),
    col("writtenAt", "t.written_at", Time),
]);

pub(super) const POST_REACTIONS: Table =
    Table::new("postReactions.jsonl", "reactions to posts", "reactions t JOIN posts p ON p.id = t.subject_id")
        .whose("t.user_id = $me")
        .key(&[0, 1, 2])
        .columns(&[
            id::<PostKind>("postId", "t.subject_id"),
            col("kind", "t.kind", Text).fit(fits::is_kind),
            id::<UserKind>("userId", "t.user_id"),
            col("createdAt", "t.created_at", Time),
        ]);

pub(super) const COMMENT_REACTIONS: Table =
    Table::new("commentReactions.jsonl", "reactions to comments", "reactions t JOIN comments c ON c.id = t.subject_id")
        .whose("t.user_id = $me")
        .key(&[0, 1, 2])
        .columns(&[
            id::<CommentKind>("commentId", "t.subject_id"),
            col("kind", "t.kind", Text).fit(fits::is_kind),
            id::<UserKind>("userId", "t.user_id"),
            col("createdAt", "t.created_at", Time),
        ]);

pub(super) const FOLLOWS: Table =
    Table::new("follows.jsonl", "who follows whom", "follows t").whose("t.follower_id = $me").key(&[0, 1]).columns(&[
        id::<UserKind>("followerId", "t.follower_id"),
        id::<UserKind>("followeeId", "t.followee_id"),
        col("createdAt", "t.created_at", Time),
    ]);

pub(super) const TAG_FOLLOWS: Table = Table::new("tagFollows.jsonl", "who follows which tags", "tag_follows t")
    .whose("t.user_id = $me")
    .key(&[0, 1])
    .columns(&[
        id::<UserKind>("userId", "t.user_id"),
        id::<TagKind>("tagId", "t.tag_id"),
        col("createdAt", "t.created_at", Time),
    ]);

pub(super) const BLOCKS: Table =
    Table::new("blocks.jsonl", "who has blocked whom", "blocks t").whose("t.blocker_id = $me").key(&[0, 1]).columns(&[
        id::<UserKind>("blockerId", "t.blocker_id"),
        id::<UserKind>("blockedId", "t.blocked_id"),
        col("createdAt", "t.created_at", Time),
    ]);

pub(super) const BOOKMARKS: Table = Table::new("bookmarks.jsonl", "who keeps which posts for later", "bookmarks t")
    .whose("t.user_id = $me")
    .key(&[0, 1])
    .columns(&[
        id::<UserKind>("userId", "t.user_id"),
        id::<PostKind>("postId", "t.post_id"),
        col("createdAt", "t.created_at", Time),
    ]);

pub(super) const INBOXES: Table =
    Table::new("clocks.jsonl", "by which clocks people are told", "inboxes t").whose("t.user_id = $me").columns(CLOCKS);

const CLOCKS: &[Column] = &[
    id::<UserKind>("userId", "t.user_id"),
    col("timeZone", "t.time_zone", Text).fit(fits::is_time_zone),
    col("digestHour", "t.digest_hour", Int).fit(fits::is_hour),
];

pub(super) const PREFERENCES: Table =
    Table::new("notificationPreferences.jsonl", "of what people are told, and how", "notification_preferences t")
        .whose("t.user_id = $me")
        .key(&[0, 1])
        .columns(&[
            id::<UserKind>("userId", "t.user_id"),
            col("kind", "t.kind", Text).fit(fits::is_kind),
            col("inbox", "t.inbox", Flag),
            col("mail", "t.mail", Flag),
            col("digest", "t.digest", Text).fit(fits::is_digest),
        ]);
