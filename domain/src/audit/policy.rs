//! Who reads the log.

use crate::{Actor, Error, Result, scope::Scope, users::Role};

/// Lets admins and the system through.
pub(super) fn require(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Admin)?;
    if actor.may(Role::Admin, Scope::Admin) { Ok(()) } else { Err(Error::forbidden("only admins read the audit log")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, elsewhere, token, user};

    #[test]
    fn only_admins_and_the_system_read() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Member), Some("forbidden")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
            (token(1, Role::Admin, &[Scope::Admin]), None),
            (token(1, Role::Admin, &[Scope::Ops]), Some("insufficient_scope")),
            (token(1, Role::Editor, &[Scope::Admin]), Some("forbidden")),
            (Actor::System, None),
            (elsewhere(user(1, Role::Admin)), None),
        ];
        for (actor, expected) in table {
            assert_eq!(require(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }
}
