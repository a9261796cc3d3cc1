//! Who may do what with posts.

use super::{Post, PostStatus};
use crate::{Actor, users::Role};

/// Authors and above begin posts.
#[must_use]
pub fn can_create(actor: &Actor) -> bool {
    actor.is_at_least(Role::Author)
}

/// Everyone sees what is published; a draft is for its author and for editors.
#[must_use]
pub fn can_see(actor: &Actor, post: &Post) -> bool {
    post.status == PostStatus::Published || wrote(actor, post) || actor.is_at_least(Role::Editor)
}

/// Authors change, publish and delete what they wrote, editors everything.
#[must_use]
pub fn can_edit(actor: &Actor, post: &Post) -> bool {
    (wrote(actor, post) && actor.is_at_least(Role::Author)) || actor.is_at_least(Role::Editor)
}

fn wrote(actor: &Actor, post: &Post) -> bool {
    actor.user_id() == Some(post.author_id)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{PostId, UserId},
        users::test_actors::{anonymous, user},
    };

    fn post(status: PostStatus) -> Post {
        Post {
            id: PostId::from_uuid(Uuid::from_u128(9)),
            author_id: UserId::from_uuid(Uuid::from_u128(1)),
            author: None,
            title: String::new(),
            slug: String::new(),
            markdown: None,
            html: String::new(),
            excerpt: String::new(),
            status,
            tags: None,
            version: 1,
            published_at: None,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn who_may_begin_a_post() {
        let table = [
            (anonymous(), false),
            (user(1, Role::Member), false),
            (user(1, Role::Author), true),
            (user(1, Role::Editor), true),
            (user(1, Role::Moderator), true),
            (user(1, Role::Admin), true),
        ];
        for (actor, expected) in table {
            assert_eq!(can_create(&actor), expected, "{actor:?}");
        }
    }

    #[test]
    fn who_may_see_and_edit_a_draft() {
        let draft = post(PostStatus::Draft);
        let table = [
            (anonymous(), false, false),
            (user(2, Role::Member), false, false),
            (user(2, Role::Author), false, false),
            (user(1, Role::Member), true, false), // wrote it, then lost the right to write
            (user(1, Role::Author), true, true),
            (user(2, Role::Editor), true, true),
            (user(2, Role::Admin), true, true),
            (Actor::System, true, true),
        ];
        for (actor, see, edit) in table {
            assert_eq!(can_see(&actor, &draft), see, "{actor:?} sees");
            assert_eq!(can_edit(&actor, &draft), edit, "{actor:?} edits");
        }
    }

    #[test]
    fn everyone_sees_what_is_published_and_strangers_do_not_edit_it() {
        let published = post(PostStatus::Published);
        assert!(can_see(&anonymous(), &published));
        assert!(!can_edit(&anonymous(), &published));
        assert!(!can_edit(&user(2, Role::Author), &published));
    }
}
