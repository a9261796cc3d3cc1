//! Who makes rules, and whom they don't concern.

use crate::{Actor, Error, Result, scope::Scope, users::Role};

/// Lets through who makes rules: moderators, admins and the system.
pub(super) fn require_maker(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Moderate)?;
    if actor.may(Role::Moderator, Scope::Moderate) {
        Ok(())
    } else {
        Err(Error::forbidden("only moderators look at rules and make them"))
    }
}

/// Rules are for those who don't work on what everyone writes.
#[must_use]
pub(super) fn is_concerned(role: Role) -> bool {
    role < Role::Editor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, token, user};

    #[test]
    fn moderators_make_rules() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Editor), Some("forbidden")),
            (user(1, Role::Moderator), None),
            (token(1, Role::Moderator, &[Scope::Moderate]), None),
            (token(1, Role::Moderator, &[Scope::Write]), Some("insufficient_scope")),
            (Actor::System, None),
        ];
        for (actor, expected) in table {
            assert_eq!(require_maker(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }

    #[test]
    fn editors_are_not_concerned() {
        let concerned = [Role::Member, Role::Author, Role::Editor, Role::Moderator, Role::Admin].map(is_concerned);
        assert_eq!(concerned, [true, true, false, false, false]);
    }
}
