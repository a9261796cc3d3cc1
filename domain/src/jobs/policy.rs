//! Who may see a job.

use crate::{Actor, ids::UserId, users::Role};

/// The person who set it in motion, admins and the system.
#[must_use]
pub fn can_see(actor: &Actor, enqueued_by: Option<UserId>) -> bool {
    actor.is_at_least(Role::Admin) || (enqueued_by.is_some() && actor.user_id() == enqueued_by)
}

/// Admins and the system retry and discard.
#[must_use]
pub fn can_operate(actor: &Actor) -> bool {
    actor.is_at_least(Role::Admin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, user};

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
        ];
        for (actor, enqueued_by, expected) in table {
            assert_eq!(can_see(&actor, enqueued_by), expected, "{actor:?} {enqueued_by:?}");
        }
    }
}
