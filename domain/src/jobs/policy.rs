//! Who may see a job.

use crate::{Actor, Result, ids::UserId, kinds, scope::Scope, users::Role};

/// The person who set it in motion, admins and the system.
#[must_use]
pub fn can_see(actor: &Actor, enqueued_by: Option<UserId>) -> bool {
    can_operate(actor) || (enqueued_by.is_some() && actor.user_id() == enqueued_by)
}

/// Admins and the system retry and discard, and see all jobs.
#[must_use]
pub fn can_operate(actor: &Actor) -> bool {
    actor.may(Role::Admin, Scope::Ops)
}

/// Whoever set a job in motion calls it off, where its kind leaves that to them.
#[must_use]
pub fn can_cancel_own(actor: &Actor, kind: &str, enqueued_by: Option<UserId>) -> bool {
    enqueued_by.is_some() && actor.account() == enqueued_by && kinds::left_to_owners().any(|left| left == kind)
}

/// A token calls jobs off as their owner, who wrote them, or as an operator.
///
/// # Errors
/// `insufficient_scope`.
pub fn require_control(actor: &Actor) -> Result<()> {
    if actor.has(Scope::Ops) { Ok(()) } else { actor.require(Scope::Write) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, elsewhere, token, user};

    #[test]
    fn a_token_that_writes_or_operates_calls_jobs_off() {
        let code = |scope| require_control(&token(1, Role::Admin, &[scope])).err().map(|error| error.code());
        let refused = Scope::ALL.map(|scope| code(scope).is_some());
        assert_eq!(refused, [true, false, true, true, false, false]);
        assert_eq!(code(Scope::Read), Some("insufficient_scope"));
        assert!(require_control(&user(1, Role::Member)).is_ok());
    }

    #[test]
    fn an_owner_calls_off_what_its_kind_leaves_to_owners() {
        let owner = user(1, Role::Member);
        let table = [
            (owner.clone(), "exports.run", owner.user_id(), true),
            (token(1, Role::Member, &[Scope::Write]), "exports.run", owner.user_id(), true),
            (user(2, Role::Admin), "exports.run", owner.user_id(), false),
            (anonymous(), "exports.run", None, false),
            (Actor::System, "exports.run", None, false),
            (owner.clone(), "mail.send", owner.user_id(), false),
            (user(1, Role::Moderator), "moderation.expire", owner.user_id(), false),
            (owner.clone(), "accounts.erase", owner.user_id(), false),
            (owner.clone(), "of.another_release", owner.user_id(), false),
        ];
        for (actor, kind, enqueued_by, expected) in table {
            assert_eq!(can_cancel_own(&actor, kind, enqueued_by), expected, "{actor:?} {kind} {enqueued_by:?}");
        }
    }

    #[test]
    fn only_its_owner_admins_and_the_system_see_a_job() {
        let owner = user(1, Role::Member);
        let table = [
            (anonymous(), owner.user_id(), false),
            (owner.clone(), owner.user_id(), true),
            (user(2, Role::Editor), owner.user_id(), false),
            (user(2, Role::Moderator), owner.user_id(), false),
            (user(3, Role::Admin), owner.user_id(), true),
            (Actor::System, owner.user_id(), true),
            (anonymous(), None, false),
            (owner.clone(), None, false),
            (user(3, Role::Admin), None, true),
            (token(1, Role::Member, &[Scope::Read]), owner.user_id(), true),
            (token(1, Role::Member, &[Scope::Ops]), owner.user_id(), false),
            (token(3, Role::Admin, &[Scope::Ops]), owner.user_id(), true),
            (token(3, Role::Admin, &[Scope::Write]), owner.user_id(), false),
            (token(3, Role::Admin, &[Scope::Admin]), None, true),
            (elsewhere(user(3, Role::Admin)), owner.user_id(), false),
            (elsewhere(user(1, Role::Admin)), owner.user_id(), true),
            (elsewhere(token(3, Role::Admin, &[Scope::Admin])), None, false),
        ];
        for (actor, enqueued_by, expected) in table {
            assert_eq!(can_see(&actor, enqueued_by), expected, "{actor:?} {enqueued_by:?}");
        }
    }
}
