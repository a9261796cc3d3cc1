//! Who may do what with posts.

use super::{Post, PostStatus};
use crate::{Actor, ids::UserId, scope::Scope, users::Role};

/// Authors and above begin posts.
#[must_use]
pub fn can_create(actor: &Actor) -> bool {
    actor.may(Role::Author, Scope::Write)
}

/// Everyone sees what is published; a draft is for its author and for editors.
#[must_use]
pub fn can_see(actor: &Actor, post: &Post) -> bool {
    post.status == PostStatus::Published || can_read_source(actor, post)
}

/// The source is for who wrote it and for editors.
#[must_use]
pub fn can_read_source(actor: &Actor, post: &Post) -> bool {
    wrote(actor, post) && actor.has(Scope::Read) || actor.may(Role::Editor, Scope::Read)
}

/// Authors change and delete what they wrote, editors everything.
#[must_use]
pub fn can_edit(actor: &Actor, post: &Post) -> bool {
    has_a_hand_in(actor, post, Scope::Write)
}

/// The same people publish and withdraw it.
#[must_use]
pub fn can_publish(actor: &Actor, post: &Post) -> bool {
    has_a_hand_in(actor, post, Scope::Publish)
}

/// Editors mail a post to those who subscribe to newsletters: so many mails are not everybody's to send.
#[must_use]
pub fn can_mail(actor: &Actor) -> bool {
    actor.may(Role::Editor, Scope::Publish)
}

/// Its cover is a picture of its author's; editors take anybody's.
#[must_use]
pub(super) fn can_cover(actor: &Actor, owner: UserId, author: UserId) -> bool {
    owner == author || actor.may(Role::Editor, Scope::Write)
}

fn has_a_hand_in(actor: &Actor, post: &Post, scope: Scope) -> bool {
    (wrote(actor, post) && actor.may(Role::Author, scope)) || actor.may(Role::Editor, scope)
}

/// Whoever is logged in says what they feel about what they see.
#[must_use]
pub fn can_react(actor: &Actor) -> bool {
    actor.may(Role::Member, Scope::Write)
}

/// Its author and editors open and close a post to comments.
#[must_use]
pub fn can_lock_comments(actor: &Actor, post: &Post) -> bool {
    can_edit(actor, post)
}

fn wrote(actor: &Actor, post: &Post) -> bool {
    actor.account() == Some(post.author_id)
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::PostId,
        posts::{Details, Plans},
        users::test_actors::{anonymous, token, user},
    };

    /// Of the first person.
    pub(crate) fn post(status: PostStatus) -> Post {
        Post {
            id: PostId::from_uuid(Uuid::from_u128(9)),
            author_id: UserId::from_uuid(Uuid::from_u128(1)),
            author: None,
            cover_id: None,
            cover: None,
            title: String::new(),
            slug: String::new(),
            markdown: None,
            html: Some(String::new()),
            excerpt: String::new(),
            status,
            tags: None,
            reactions: None,
            comment_count: 0,
            comments_locked: false,
            version: 1,
            published_at: None,
            details: Details::default(),
            plans: Plans::default(),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            hidden_at: None,
            deleted_at: None,
        }
    }

    #[test]
    fn a_cover_is_a_picture_of_the_authors_and_for_editors_anybodys() {
        let person = |n| UserId::from_uuid(Uuid::from_u128(n));
        for (actor, owner, expected) in [
            (user(1, Role::Author), 1, true),
            (user(1, Role::Author), 2, false),
            (user(3, Role::Editor), 1, true),
            (user(3, Role::Editor), 2, true),
            (token(3, Role::Editor, &[Scope::Publish]), 2, false),
        ] {
            assert_eq!(can_cover(&actor, person(owner), person(1)), expected, "{actor:?}, {owner}");
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

    #[test]
    fn a_token_needs_the_scope_of_what_it_does_to_a_post() {
        let (draft, published) = (post(PostStatus::Draft), post(PostStatus::Published));
        let table = [
            (Scope::Read, (false, true, false, false)),
            (Scope::Write, (true, true, true, false)),
            (Scope::Publish, (false, true, false, true)),
            (Scope::Moderate, (false, true, false, false)),
            (Scope::Ops, (false, false, false, false)),
            (Scope::Admin, (true, true, true, true)),
        ];
        for (scope, expected) in table {
            for actor in [token(1, Role::Author, &[scope]), token(2, Role::Editor, &[scope])] {
                let may = (
                    can_create(&actor),
                    can_see(&actor, &draft) && can_read_source(&actor, &published),
                    can_edit(&actor, &draft),
                    can_publish(&actor, &published),
                );
                assert_eq!(may, expected, "{actor:?}");
            }
            let stranger = token(2, Role::Author, &[scope]);
            assert!(!can_see(&stranger, &draft) && !can_edit(&stranger, &draft), "{stranger:?}");
            assert!(!can_publish(&stranger, &draft) && !can_read_source(&stranger, &published), "{stranger:?}");
            let former = token(1, Role::Member, &[scope]);
            assert!(!can_create(&former) && !can_edit(&former, &draft) && !can_publish(&former, &draft));
        }
    }

    #[test]
    fn who_is_logged_in_and_may_write_reacts() {
        let may = |scope| can_react(&token(1, Role::Member, &[scope]));
        assert_eq!(Scope::ALL.map(may), [false, true, false, false, false, true]);
        assert!(!can_react(&anonymous()) && can_react(&user(1, Role::Member)));
    }

    #[test]
    fn editors_and_their_tokens_that_publish_mail_a_post() {
        assert_eq!(Role::ALL.map(|role| can_mail(&user(1, role))), [false, false, true, true, true]);
        let may = |scope| can_mail(&token(1, Role::Editor, &[scope]));
        assert_eq!(Scope::ALL.map(may), [false, false, true, false, false, true]);
        assert!(!can_mail(&token(1, Role::Author, &[Scope::Publish])), "beyond the owner");
        assert!(!can_mail(&anonymous()) && can_mail(&Actor::System));
    }

    #[test]
    fn who_edits_a_post_closes_it_to_comments() {
        let published = post(PostStatus::Published);
        assert!(can_lock_comments(&user(1, Role::Author), &published));
        assert!(can_lock_comments(&user(2, Role::Moderator), &published));
        assert!(!can_lock_comments(&user(2, Role::Author), &published));
        assert!(!can_lock_comments(&anonymous(), &published));
    }
}
