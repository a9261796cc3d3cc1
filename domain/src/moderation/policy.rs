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
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{ModerationActionId, UserId},
        moderation::ActionKind,
        reports::{ReportReason, ReportSubject},
        users::test_actors::{anonymous, token, user},
    };

    /// About the first person.
    fn action() -> ModerationAction {
        let user_id = UserId::from_uuid(Uuid::from_u128(1));
        ModerationAction {
            id: ModerationActionId::from_uuid(Uuid::from_u128(9)),
            kind: ActionKind::Warn,
            subject: ReportSubject::User(user_id),
            user_id,
            moderator_id: None,
            reason: ReportReason::Spam,
            note: String::new(),
            until: None,
            appeal_id: None,
            created_at: DateTime::UNIX_EPOCH,
            ended_at: None,
            ended_as: None,
            ended_by: None,
            end_note: None,
        }
    }

    #[test]
    fn whom_it_concerns_sees_what_was_done_and_so_do_moderators() {
        let table = [
            (anonymous(), false),
            (user(1, Role::Member), true),
            (user(2, Role::Author), false),
            (user(2, Role::Editor), false),
            (user(2, Role::Moderator), true),
            (user(2, Role::Admin), true),
            (token(1, Role::Member, &[Scope::Read]), true),
            (token(1, Role::Member, &[Scope::Ops]), false),
            (token(2, Role::Moderator, &[Scope::Read]), false),
            (token(2, Role::Moderator, &[Scope::Moderate]), true),
            (Actor::System, true),
        ];
        for (actor, expected) in table {
            assert_eq!(can_see(&actor, &action()), expected, "{actor:?}");
        }
    }

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
