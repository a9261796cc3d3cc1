//! Who does what about whom.

use super::ModerationAction;
use crate::{Actor, Error, Result, scope::Scope, users::Role};

/// Moderators, admins and the system keep order.
#[must_use]
pub(super) fn can_moderate(actor: &Actor) -> bool {
    actor.may(Role::Moderator, Scope::Moderate)
}

/// Lets through who keeps order.
pub(super) fn require_moderator(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Moderate)?;
    if can_moderate(actor) { Ok(()) } else { Err(Error::forbidden("only moderators may do this")) }
}

/// Whom it concerns sees what was done, and so do moderators.
#[must_use]
pub(super) fn can_see(actor: &Actor, action: &ModerationAction) -> bool {
    actor.user_id() == Some(action.user_id) || can_moderate(actor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, token, user};

    #[test]
    fn moderators_keep_order() {
        let table = [
            (anonymous(), Some("authentication_required")),
            (user(1, Role::Editor), Some("forbidden")),
            (user(1, Role::Moderator), None),
            (token(1, Role::Moderator, &[Scope::Moderate]), None),
            (token(1, Role::Moderator, &[Scope::Write]), Some("insufficient_scope")),
            (token(1, Role::Editor, &[Scope::Moderate]), Some("forbidden")),
            (Actor::System, None),
        ];
        for (actor, expected) in table {
            assert_eq!(require_moderator(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }
}
