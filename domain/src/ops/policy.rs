//! Who may operate.

use crate::{Actor, Error, Result, users::Role};

/// Admins and the system operate.
#[must_use]
pub(super) fn can_operate(actor: &Actor) -> bool {
    actor.is_at_least(Role::Admin)
}

/// Lets operators through.
pub(super) fn require(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    if can_operate(actor) { Ok(()) } else { Err(Error::forbidden("only operators may see and do this")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, user};

    #[test]
    fn only_admins_and_the_system_operate() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Member), Some("forbidden")),
            (user(1, Role::Editor), Some("forbidden")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
            (Actor::System, None),
        ];
        for (actor, expected) in table {
            assert_eq!(require(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }
}
