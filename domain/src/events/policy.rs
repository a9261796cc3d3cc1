//! Who follows along.

use crate::{Actor, Error, Result, scope::Scope, users::Role};

/// Lets admins and the system through. A token that reads will do: an admin's program that catches up changes nothing.
pub(super) fn require_reader(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Read)?;
    if actor.may(Role::Admin, Scope::Read) { Ok(()) } else { Err(Error::forbidden("only admins read events")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, elsewhere, token, user};

    #[test]
    fn only_admins_their_tokens_and_the_system_read() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Member), Some("forbidden")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
            (elsewhere(user(1, Role::Admin)), None),
            (Actor::System, None),
            (token(1, Role::Admin, &[Scope::Read]), None),
            (token(1, Role::Admin, &[Scope::Ops]), Some("insufficient_scope")),
            (token(1, Role::Editor, &[Scope::Read]), Some("forbidden")),
        ];
        for (actor, expected) in table {
            assert_eq!(require_reader(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }
}
