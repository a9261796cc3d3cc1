//! What the files of tables are called that rules ask about; all others are named where their table is declared.

pub(crate) const USERS: &str = "users.jsonl";
pub(crate) const TAGS: &str = "tags.jsonl";
pub(crate) const TAG_SLUGS: &str = "tagSlugs.jsonl";
pub(crate) const PICTURES: &str = "pictures.jsonl";
pub(crate) const MEDIA: &str = "media.jsonl";
pub(crate) const POSTS: &str = "posts.jsonl";
pub(crate) const POST_SLUGS: &str = "postSlugs.jsonl";
pub(crate) const POST_TAGS: &str = "postTags.jsonl";
pub(crate) const POST_REVISIONS: &str = "postRevisions.jsonl";
pub(crate) const COMMENTS: &str = "comments.jsonl";
pub(crate) const COMMENT_REVISIONS: &str = "commentRevisions.jsonl";
pub(crate) const SUBSCRIBERS: &str = "subscribers.jsonl";
pub(crate) const SUPPRESSIONS: &str = "suppressions.jsonl";
