//! Who takes archives in. One brings accounts of every role, so nobody does it but admins in person, who have just proved who they are.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Actor, Error, Result, actor::UserActor, scope::Scope, users::Role};

/// Lets admins through, in person.
pub(super) fn require_admin(actor: &Actor) -> Result<&UserActor> {
    let person = actor.user()?;
    if person.role >= Role::Admin { Ok(person) } else { Err(no_admin()) }
}

/// The same who have proved who they are within this time.
pub(super) fn require_proved(actor: &Actor, now: DateTime<Utc>, within: TimeDelta) -> Result<()> {
    require_admin(actor)?.require_recent(now, within)
}

/// Lets the command line through, and admins.
pub(super) fn require_operator(actor: &Actor) -> Result<()> {
    if actor.may(Role::Admin, Scope::Admin) { Ok(()) } else { Err(no_admin()) }
}

const fn no_admin() -> Error {
    Error::Forbidden { code: "forbidden", detail: "only admins import" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, elsewhere, token, user};

    #[test]
    fn only_admins_in_person_take_archives_in() {
        for (actor, expected) in [
            (anonymous(), Some("authentication_required")),
            (Actor::System, Some("authentication_required")),
            (token(1, Role::Admin, &[Scope::Admin]), Some("session_required")),
            (user(1, Role::Author), Some("forbidden")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
        ] {
            assert_eq!(require_admin(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }

    #[test]
    fn the_command_line_and_admins_run_imports() {
        for (actor, expected) in [
            (anonymous(), Some("forbidden")),
            (user(1, Role::Member), Some("forbidden")),
            (user(1, Role::Moderator), Some("forbidden")),
            (user(1, Role::Admin), None),
            (elsewhere(user(1, Role::Admin)), None),
            (token(1, Role::Admin, &[Scope::Ops, Scope::Write]), Some("forbidden")),
            (Actor::System, None),
        ] {
            assert_eq!(require_operator(&actor).err().map(|error| error.code()), expected, "{actor:?}");
        }
    }

    #[test]
    fn who_has_not_just_proved_who_they_are_is_asked_to() {
        let within = TimeDelta::minutes(10);
        let late = within + TimeDelta::microseconds(1);
        for (actor, passed, expected) in [
            (user(1, Role::Admin), within, None),
            (user(1, Role::Admin), late, Some("reauthentication_required")),
            (user(1, Role::Moderator), within, Some("forbidden")),
            (token(1, Role::Admin, &[Scope::Admin]), within, Some("session_required")),
        ] {
            let required = require_proved(&actor, DateTime::UNIX_EPOCH + passed, within);
            assert_eq!(required.err().map(|error| error.code()), expected, "{actor:?} after {passed}");
        }
    }
}
