//! Who keeps order.

use super::Report;
use crate::{Actor, Error, Result, ids::UserId, scope::Scope, users::Role};

/// Moderators, admins and the system look at reports and resolve them.
#[must_use]
pub(super) fn can_moderate(actor: &Actor) -> bool {
    actor.may(Role::Moderator, Scope::Moderate)
}

/// Who wrote a report sees it, and so do moderators.
#[must_use]
pub(super) fn can_see(actor: &Actor, report: &Report) -> bool {
    actor.user_id() == Some(report.reporter_id) || can_moderate(actor)
}

/// Lets through who keeps order.
pub(super) fn require_moderator(actor: &Actor) -> Result<()> {
    actor.require_known()?;
    actor.require(Scope::Moderate)?;
    if can_moderate(actor) { Ok(()) } else { Err(Error::forbidden("only moderators look at reports")) }
}

/// Lets through who may do something about this person, or decide what concerns them: nobody about themselves, moderators about those
/// below them, admins about everybody else.
pub(crate) fn require_over(actor: &Actor, whom: UserId, rank: Role) -> Result<()> {
    if actor.account() == Some(whom) {
        return Err(Error::conflict("own_content", "nobody judges themselves or what they wrote"));
    }
    if rank < Role::Moderator || actor.may(Role::Admin, Scope::Moderate) {
        return Ok(());
    }
    Err(Error::Forbidden { code: "outranked", detail: "only admins act against moderators and admins" })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{PostId, ReportId},
        reports::{ReportReason, ReportSubject},
        users::test_actors::{anonymous, token, user},
    };

    /// By the first person.
    fn report() -> Report {
        let id = Uuid::from_u128(9);
        Report {
            id: ReportId::from_uuid(id),
            reporter_id: UserId::from_uuid(Uuid::from_u128(1)),
            subject: ReportSubject::Post(PostId::from_uuid(id)),
            reason: ReportReason::Spam,
            note: String::new(),
            created_at: DateTime::UNIX_EPOCH,
            resolved_at: None,
            resolved_by: None,
            outcome: None,
            resolution_note: None,
        }
    }

    #[test]
    fn who_wrote_a_report_sees_it_and_so_do_moderators() {
        let table = [
            (anonymous(), false),
            (user(1, Role::Member), true),
            (user(2, Role::Editor), false),
            (user(2, Role::Moderator), true),
            (token(1, Role::Member, &[Scope::Read]), true),
            (token(1, Role::Member, &[Scope::Ops]), false),
            (token(2, Role::Moderator, &[Scope::Read]), false),
            (token(2, Role::Moderator, &[Scope::Moderate]), true),
            (Actor::System, true),
        ];
        for (actor, expected) in table {
            assert_eq!(can_see(&actor, &report()), expected, "{actor:?}");
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
