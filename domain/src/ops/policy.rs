//! Who may operate.

use crate::{Actor, Result, scope::Scope, users::Role};

/// Admins and the system operate.
#[must_use]
pub(super) fn can_operate(actor: &Actor) -> bool {
    actor.may(Role::Admin, Scope::Ops)
}

/// Lets operators through.
pub(super) fn require(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Ops)?;
    if can_operate(actor) { Ok(()) } else { Err(actor.no_operator("only operators may see and do this")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, elsewhere, token, user};

    #[test]
    fn only_admins_and_the_system_operate() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Member), Some("forbidden")),
            (user(1, Role::Editor), Some("forbidden")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
            (Actor::System, None),
            (token(1, Role::Admin, &[Scope::Ops]), None),
            (token(1, Role::Admin, &[Scope::Admin]), None),
            (token(1, Role::Moderator, &[Scope::Ops]), Some("forbidden")),
            (token(1, Role::Admin, &[Scope::Write, Scope::Moderate]), Some("insufficient_scope")),
            (elsewhere(user(1, Role::Admin)), Some("address_not_allowed")),
            (elsewhere(user(1, Role::Moderator)), Some("forbidden")),
            (elsewhere(token(1, Role::Admin, &[Scope::Ops])), Some("address_not_allowed")),
        ];
        for (actor, expected) in table {
            assert_eq!(require(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }
}
