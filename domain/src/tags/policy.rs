//! Who may do what with tags.

use crate::{Actor, scope::Scope, users::Role};

/// Moderators and admins make, change, merge and delete tags.
#[must_use]
pub fn can_curate(actor: &Actor) -> bool {
    actor.may(Role::Moderator, Scope::Moderate)
}

/// Whoever is logged in follows tags.
#[must_use]
pub fn can_follow(actor: &Actor) -> bool {
    actor.may(Role::Member, Scope::Write)
}

/// Tags that nobody else can see are for those who work on what everyone writes.
#[must_use]
pub fn can_see_all(actor: &Actor) -> bool {
    actor.may(Role::Editor, Scope::Read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, token, user};

    #[test]
    fn moderators_curate_and_whoever_is_logged_in_follows() {
        let table = [
            (anonymous(), (false, false, false)),
            (user(1, Role::Member), (false, true, false)),
            (user(1, Role::Author), (false, true, false)),
            (user(1, Role::Editor), (false, true, true)),
            (user(1, Role::Moderator), (true, true, true)),
            (user(1, Role::Admin), (true, true, true)),
            (Actor::System, (true, true, true)),
        ];
        for (actor, expected) in table {
            assert_eq!((can_curate(&actor), can_follow(&actor), can_see_all(&actor)), expected, "{actor:?}");
        }
    }

    #[test]
    fn a_token_needs_the_scope_of_what_it_does() {
        let table = [
            (Scope::Read, (false, false, true)),
            (Scope::Write, (false, true, true)),
            (Scope::Publish, (false, false, true)),
            (Scope::Moderate, (true, false, true)),
            (Scope::Ops, (false, false, false)),
            (Scope::Admin, (true, true, true)),
        ];
        for (scope, expected) in table {
            let actor = token(1, Role::Moderator, &[scope]);
            assert_eq!((can_curate(&actor), can_follow(&actor), can_see_all(&actor)), expected, "{actor:?}");
            let editor = token(1, Role::Editor, &[scope]);
            assert!(!can_curate(&editor), "{editor:?}");
        }
    }
}
