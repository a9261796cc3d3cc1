//! Who may do what with media.

use super::{Media, MediaState};
use crate::{Actor, ids::UserId, scope::Scope, users::Role};

/// Authors and above send pictures.
#[must_use]
pub(super) fn can_create(actor: &Actor) -> bool {
    actor.may(Role::Author, Scope::Write)
}

/// How it came here is for its owner and for editors.
#[must_use]
pub(super) fn can_see_sending(actor: &Actor, owner: UserId) -> bool {
    (actor.account() == Some(owner) && actor.has(Scope::Read)) || actor.may(Role::Editor, Scope::Read)
}

/// Owners describe and delete what they sent, editors everything.
#[must_use]
pub(super) fn can_edit(actor: &Actor, media: &Media) -> bool {
    (is_own(actor, media) && actor.has(Scope::Write)) || actor.may(Role::Editor, Scope::Write)
}

/// A ticket is good for who got it and for nobody else.
#[must_use]
pub(super) fn can_upload(actor: &Actor, media: &Media) -> bool {
    is_own(actor, media) && actor.may(Role::Author, Scope::Write)
}

/// What is ready can be shown.
#[must_use]
pub(super) fn is_public(state: MediaState) -> bool {
    state == MediaState::Ready
}

fn is_own(actor: &Actor, media: &Media) -> bool {
    actor.account() == Some(media.owner_id)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::MediaId,
        users::test_actors::{anonymous, token, user},
    };

    fn media() -> Media {
        Media {
            id: MediaId::from_uuid(Uuid::from_u128(9)),
            owner_id: UserId::from_uuid(Uuid::from_u128(1)),
            state: MediaState::Waiting,
            alt_text: None,
            media_type: String::new(),
            sending: None,
            picture: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            uploads: 0,
        }
    }

    #[test]
    fn who_may_do_what() {
        let (media, owner) = (media(), media().owner_id);
        let may = |actor: &Actor| {
            [can_create(actor), can_see_sending(actor, owner), can_edit(actor, &media), can_upload(actor, &media)]
        };
        for (actor, expected) in [
            (anonymous(), [false; 4]),
            (user(2, Role::Member), [false; 4]),
            (user(2, Role::Author), [true, false, false, false]),
            (user(1, Role::Author), [true; 4]),
            (user(2, Role::Editor), [true, true, true, false]),
            (token(1, Role::Author, &[Scope::Read]), [false, true, false, false]),
            (token(1, Role::Author, &[Scope::Write]), [true; 4]),
        ] {
            assert_eq!(may(&actor), expected, "{actor:?}");
        }
    }

    #[test]
    fn what_is_ready_and_nothing_else_is_public() {
        let states = [MediaState::Waiting, MediaState::Processing, MediaState::Ready, MediaState::Refused];
        assert_eq!(states.map(is_public), [false, false, true, false]);
    }

    #[test]
    fn editors_tokens_need_the_scope_and_owners_the_role() {
        let media = media();
        assert!(can_see_sending(&token(2, Role::Editor, &[Scope::Read]), media.owner_id));
        assert!(!can_edit(&token(2, Role::Editor, &[Scope::Read]), &media));
        assert!(!can_edit(&token(1, Role::Author, &[Scope::Publish]), &media));
        assert!(can_edit(&token(2, Role::Editor, &[Scope::Write]), &media));
        assert!(!can_upload(&user(1, Role::Member), &media));
    }
}
