//! Who may do what with comments.

use super::Comment;
use crate::{
    Actor,
    ids::UserId,
    posts::{self, Post},
    scope::Scope,
    users::Role,
};

/// Who is logged in comments, unless the post is closed to comments; then only those who may edit the post do.
#[must_use]
pub fn can_comment(actor: &Actor, post: &Post) -> bool {
    actor.may(Role::Member, Scope::Write) && (!post.comments_locked || posts::policy::can_edit(actor, post))
}

/// People change what they wrote.
#[must_use]
pub fn can_edit(actor: &Actor, comment: &Comment) -> bool {
    wrote(actor, comment) && actor.may(Role::Member, Scope::Write)
}

/// People delete what they wrote, moderators everything: also what is out of their sight.
#[must_use]
pub fn can_delete(actor: &Actor, comment: &Comment) -> bool {
    can_edit(actor, comment) || actor.may(Role::Moderator, Scope::Moderate)
}

/// Former texts are for who wrote them and for moderators.
#[must_use]
pub fn can_see_revisions(actor: &Actor, comment: &Comment) -> bool {
    wrote(actor, comment) || actor.may(Role::Moderator, Scope::Read)
}

/// Whoever is logged in says what they feel about what they see.
#[must_use]
pub fn can_react(actor: &Actor) -> bool {
    actor.may(Role::Member, Scope::Write)
}

/// Moderators see what they took out of sight.
#[must_use]
pub(super) fn keeps_order(actor: &Actor) -> bool {
    actor.may(Role::Moderator, Scope::Read)
}

/// Its author and moderators see a comment that is hidden.
#[must_use]
pub(super) fn sees_hidden(actor: &Actor, author: UserId) -> bool {
    actor.user_id() == Some(author) || keeps_order(actor)
}

fn wrote(actor: &Actor, comment: &Comment) -> bool {
    comment.author_id.is_some() && actor.user_id() == comment.author_id
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{CommentId, PostId},
        posts::{PostStatus, policy::tests::post},
        users::test_actors::{anonymous, token, user},
    };

    fn comment(author: Option<u128>) -> Comment {
        Comment {
            id: CommentId::from_uuid(Uuid::from_u128(9)),
            post_id: PostId::from_uuid(Uuid::from_u128(9)),
            parent_id: None,
            depth: 0,
            author_id: author.map(|number| UserId::from_uuid(Uuid::from_u128(number))),
            author: None,
            markdown: None,
            html: String::new(),
            reply_count: 0,
            reactions: None,
            mentions: None,
            score: 0,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            edited_at: None,
            deleted_at: None,
            hidden_at: None,
        }
    }

    #[test]
    fn everybody_comments_on_what_is_open_and_who_edits_it_on_what_is_closed() {
        let open = post(PostStatus::Published);
        let closed = Post { comments_locked: true, ..post(PostStatus::Published) };
        let table = [
            (anonymous(), false, false),
            (user(2, Role::Member), true, false),
            (user(2, Role::Author), true, false),
            (user(1, Role::Author), true, true),
            (user(1, Role::Member), true, false),
            (user(2, Role::Editor), true, true),
            (token(2, Role::Member, &[Scope::Read]), false, false),
            (token(2, Role::Member, &[Scope::Write]), true, false),
            (token(1, Role::Author, &[Scope::Write]), true, true),
            (token(1, Role::Author, &[Scope::Publish]), false, false),
        ];
        for (actor, on_open, on_closed) in table {
            assert_eq!(can_comment(&actor, &open), on_open, "{actor:?}");
            assert_eq!(can_comment(&actor, &closed), on_closed, "{actor:?} on a closed post");
        }
    }

    #[test]
    fn people_change_what_they_wrote_and_moderators_keep_order() {
        let hers = comment(Some(1));
        let table = [
            (anonymous(), (false, false, false)),
            (user(1, Role::Member), (true, true, true)),
            (user(2, Role::Editor), (false, false, false)),
            (user(2, Role::Moderator), (false, true, true)),
            (user(2, Role::Admin), (false, true, true)),
            (Actor::System, (false, true, true)),
            (token(1, Role::Member, &[Scope::Read]), (false, false, true)),
            (token(1, Role::Member, &[Scope::Write]), (true, true, true)),
            (token(1, Role::Member, &[Scope::Publish]), (false, false, true)),
            (token(1, Role::Member, &[Scope::Ops]), (false, false, false)),
            (token(2, Role::Moderator, &[Scope::Moderate]), (false, true, true)),
            (token(2, Role::Moderator, &[Scope::Read]), (false, false, true)),
            (token(2, Role::Moderator, &[Scope::Publish]), (false, false, true)),
            (token(2, Role::Moderator, &[Scope::Ops]), (false, false, false)),
            (token(2, Role::Editor, &[Scope::Moderate]), (false, false, false)),
        ];
        for (actor, expected) in table {
            let may = (can_edit(&actor, &hers), can_delete(&actor, &hers), can_see_revisions(&actor, &hers));
            assert_eq!(may, expected, "{actor:?}");
        }
    }

    #[test]
    fn what_nobody_wrote_any_more_is_nobodys() {
        let gone = comment(None);
        for actor in [anonymous(), user(1, Role::Member), token(1, Role::Admin, &[Scope::Ops])] {
            assert!(!can_edit(&actor, &gone) && !can_delete(&actor, &gone) && !can_see_revisions(&actor, &gone));
        }
        assert!(!can_edit(&Actor::System, &gone));
    }

    #[test]
    fn who_is_logged_in_and_may_write_reacts() {
        let table = [
            (anonymous(), false),
            (user(1, Role::Member), true),
            (token(1, Role::Member, &[Scope::Read]), false),
            (token(1, Role::Member, &[Scope::Write]), true),
            (token(1, Role::Member, &[Scope::Publish]), false),
        ];
        for (actor, expected) in table {
            assert_eq!(can_react(&actor), expected, "{actor:?}");
        }
    }

    #[test]
    fn what_is_hidden_is_seen_by_its_author_and_by_moderators() {
        let author = UserId::from_uuid(Uuid::from_u128(1));
        let table = [
            (anonymous(), false),
            (user(1, Role::Member), true),
            (user(2, Role::Editor), false),
            (user(2, Role::Moderator), true),
            (token(1, Role::Member, &[Scope::Ops]), false),
            (token(2, Role::Moderator, &[Scope::Moderate]), true),
            (Actor::System, true),
        ];
        for (actor, expected) in table {
            assert_eq!(sees_hidden(&actor, author), expected, "{actor:?}");
        }
    }
}
