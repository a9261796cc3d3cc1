//! Who does what about whom.

use super::ModerationAction;
use crate::{Actor, Error, Result, ids::UserId, scope::Scope, users::Role};

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

/// Lets through who may do something about this person: nobody about themselves, moderators about those below them, admins about
/// everybody else.
pub(super) fn require_over(actor: &Actor, whom: UserId, rank: Role) -> Result<()> {
    require_no_party(actor, whom)?;
    if rank < Role::Moderator || actor.may(Role::Admin, Scope::Moderate) {
        return Ok(());
    }
    Err(Error::Forbidden { code: "outranked", detail: "only admins act against moderators and admins" })
}

/// Lets through whom it does not concern.
pub(super) fn require_no_party(actor: &Actor, concerned: UserId) -> Result<()> {
    if actor.account() == Some(concerned) {
        return Err(Error::conflict("own_content", "nobody judges themselves or what they wrote"));
    }
    Ok(())
}

/// Whom it concerns sees what was done, and so do moderators.
#[must_use]
pub(super) fn can_see(actor: &Actor, action: &ModerationAction) -> bool {
    actor.user_id() == Some(action.user_id) || can_moderate(actor)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

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

    #[test]
    fn nobody_acts_against_themselves_or_above_their_rank() {
        let whom = UserId::from_uuid(Uuid::from_u128(1));
        let table = [
            (user(2, Role::Moderator), Role::Member, None),
            (user(2, Role::Moderator), Role::Editor, None),
            (user(2, Role::Moderator), Role::Moderator, Some("outranked")),
            (user(2, Role::Moderator), Role::Admin, Some("outranked")),
            (user(2, Role::Admin), Role::Admin, None),
            (user(1, Role::Moderator), Role::Moderator, Some("own_content")),
            (user(1, Role::Admin), Role::Admin, Some("own_content")),
            (token(2, Role::Admin, &[Scope::Moderate]), Role::Moderator, None),
            (Actor::System, Role::Admin, None),
        ];
        for (actor, rank, expected) in table {
            assert_eq!(
                require_over(&actor, whom, rank).err().map(|error| error.code()),
                expected,
                "{actor:?} {rank:?}"
            );
        }
    }
}
