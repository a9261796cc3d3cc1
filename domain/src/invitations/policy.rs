//! Who may invite.

use crate::{Actor, Error, Result, scope::Scope, users::Role};

/// Admins and the system invite.
#[must_use]
fn can_invite(actor: &Actor) -> bool {
    actor.may(Role::Admin, Scope::Admin)
}

/// Power over others is worth a proof of who gives it, to an account that is still to be made as well.
#[must_use]
pub(super) fn needs_proof(role: Role) -> bool {
    role >= Role::Moderator
}

/// Lets through who may invite.
pub(super) fn require_host(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Admin)?;
    if can_invite(actor) { Ok(()) } else { Err(Error::forbidden("only admins may invite")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, elsewhere, token, user};

    #[test]
    fn inviting_a_moderator_or_an_admin_is_worth_a_proof() {
        assert_eq!(Role::ALL.map(needs_proof), [false, false, false, true, true]);
    }

    #[test]
    fn only_admins_and_the_system_invite() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Member), Some("forbidden")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
            (Actor::System, None),
            (elsewhere(user(1, Role::Admin)), None),
            (token(1, Role::Admin, &[Scope::Admin]), None),
            (token(1, Role::Moderator, &[Scope::Admin]), Some("forbidden")),
            (token(1, Role::Admin, &[Scope::Ops, Scope::Write, Scope::Moderate]), Some("insufficient_scope")),
        ];
        for (actor, expected) in table {
            assert_eq!(require_host(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }
}
