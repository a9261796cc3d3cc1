//! Who may manage accounts.

use crate::{Actor, Error, Result, scope::Scope, users::Role};

/// Admins and the system manage accounts.
#[must_use]
pub(super) fn can_manage(actor: &Actor) -> bool {
    actor.may(Role::Admin, Scope::Admin)
}

/// Power over others is worth a proof of who gives it.
#[must_use]
pub(super) fn needs_proof(from: Role, to: Role) -> bool {
    to > from && to >= Role::Moderator
}

/// Lets through who manages accounts.
pub(super) fn require_manager(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Admin)?;
    if can_manage(actor) { Ok(()) } else { Err(Error::forbidden("only admins may change other people's accounts")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, token, user};

    #[test]
    fn only_power_over_others_is_worth_a_proof() {
        for (from, to, expected) in [
            (Role::Member, Role::Editor, false),
            (Role::Editor, Role::Moderator, true),
            (Role::Moderator, Role::Moderator, false),
            (Role::Moderator, Role::Admin, true),
            (Role::Admin, Role::Admin, false),
            (Role::Admin, Role::Moderator, false),
            (Role::Admin, Role::Member, false),
        ] {
            assert_eq!(needs_proof(from, to), expected, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn only_admins_and_the_system_manage_accounts() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Member), Some("forbidden")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
            (Actor::System, None),
            (token(1, Role::Admin, &[Scope::Admin]), None),
            (token(1, Role::Moderator, &[Scope::Admin]), Some("forbidden")),
            (token(1, Role::Admin, &[Scope::Ops, Scope::Write, Scope::Moderate]), Some("insufficient_scope")),
        ];
        for (actor, expected) in table {
            assert_eq!(require_manager(&actor).err().map(|error| error.code()), expected, "{actor:?}");
            assert_eq!(can_manage(&actor), expected.is_none(), "{actor:?}");
        }
    }
}
