//! Who keeps order.

use crate::{Actor, Error, Result, scope::Scope, users::Role};

/// Moderators, admins and the system look at reports and resolve them.
#[must_use]
fn can_moderate(actor: &Actor) -> bool {
    actor.may(Role::Moderator, Scope::Moderate)
}

/// Lets through who keeps order.
pub(super) fn require_moderator(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Moderate)?;
    if can_moderate(actor) { Ok(()) } else { Err(Error::forbidden("only moderators look at reports")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, token, user};

    #[test]
    fn moderators_look_at_reports() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Member), Some("forbidden")),
            (user(1, Role::Editor), Some("forbidden")),
            (user(1, Role::Moderator), None),
            (user(1, Role::Admin), None),
            (token(1, Role::Moderator, &[Scope::Moderate]), None),
            (token(1, Role::Moderator, &[Scope::Write]), Some("insufficient_scope")),
            (token(1, Role::Editor, &[Scope::Moderate]), Some("forbidden")),
            (token(1, Role::Admin, &[Scope::Ops]), Some("insufficient_scope")),
            (Actor::System, None),
        ];
        for (actor, expected) in table {
            assert_eq!(require_moderator(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }
}
