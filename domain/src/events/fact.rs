//! What an event says of what happened: made here, so that all of a type have the same members.

use serde_json::{Value, json};

use super::EventType;
use crate::ids::{CommentId, MediaId, PostId, UserId};

/// Something that happened, to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    pub(super) kind: EventType,
    pub(super) data: Value,
}

impl Fact {
    /// To a post that everybody may see, or could until now.
    #[must_use]
    pub fn post(kind: EventType, post: PostId, author: UserId, slug: &str) -> Self {
        let data = json!({ "postId": post.to_string(), "authorId": author.to_string(), "slug": slug });
        Self { kind, data }
    }

    /// To a comment; the parent is the comment that it answers.
    #[must_use]
    pub fn comment(
        kind: EventType,
        comment: CommentId,
        post: PostId,
        author: Option<UserId>,
        parent: Option<CommentId>,
    ) -> Self {
        let (author, parent) = (author.map(|id| id.to_string()), parent.map(|id| id.to_string()));
        let (comment, post) = (comment.to_string(), post.to_string());
        Self { kind, data: json!({ "commentId": comment, "postId": post, "authorId": author, "parentId": parent }) }
    }

    /// A comment was deleted. Not by whom it was: that may be why.
    #[must_use]
    pub fn comment_deleted(comment: CommentId, post: PostId) -> Self {
        let data = json!({ "commentId": comment.to_string(), "postId": post.to_string() });
        Self { kind: EventType::CommentDeleted, data }
    }

    /// To an account: its id and nothing else, so that nothing personal outlives it here.
    #[must_use]
    pub fn user(kind: EventType, user: UserId) -> Self {
        Self { kind, data: json!({ "userId": user.to_string() }) }
    }

    /// A picture can be shown.
    #[must_use]
    pub fn media_ready(media: MediaId, owner: UserId) -> Self {
        let data = json!({ "mediaId": media.to_string(), "ownerId": owner.to_string() });
        Self { kind: EventType::MediaReady, data }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_fact_has_the_members_that_its_type_promises() {
        let id = Uuid::from_u128(7);
        let (post, user) = (PostId::from_uuid(id), UserId::from_uuid(id));
        let (comment, media) = (CommentId::from_uuid(id), MediaId::from_uuid(id));
        let facts = [
            Fact::post(EventType::PostPublished, post, user, "a"),
            Fact::comment(EventType::CommentCreated, comment, post, Some(user), None),
            Fact::comment_deleted(comment, post),
            Fact::user(EventType::UserDeleted, user),
            Fact::media_ready(media, user),
        ];
        for fact in facts {
            let members: Vec<_> = fact.data.as_object().unwrap().keys().map(String::as_str).collect();
            let mut promised = fact.kind.members().to_vec();
            promised.sort_unstable_by_key(|member| members.iter().position(|one| one == member));
            assert_eq!(members, promised, "{:?}", fact.kind);
        }
    }
}
