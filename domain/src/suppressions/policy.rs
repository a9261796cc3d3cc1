//! Who looks after suppressions.

use crate::{Actor, Error, Result, scope::Scope, users::Role};

/// Lets admins and the system through: the list has addresses.
pub(super) fn require_keeper(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Admin)?;
    if actor.may(Role::Admin, Scope::Admin) {
        Ok(())
    } else {
        Err(Error::forbidden("only admins look after suppressed addresses"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, elsewhere, token, user};

    #[test]
    fn only_admins_and_the_system_look_after_suppressions() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
            (elsewhere(user(1, Role::Admin)), None),
            (Actor::System, None),
            (token(1, Role::Admin, &[Scope::Admin]), None),
            (token(1, Role::Moderator, &[Scope::Admin]), Some("forbidden")),
            (token(1, Role::Admin, &[Scope::Ops, Scope::Write]), Some("insufficient_scope")),
        ];
        for (actor, expected) in table {
            assert_eq!(require_keeper(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }
}
