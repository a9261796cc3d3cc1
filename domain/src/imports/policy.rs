//! Who takes archives in. One brings accounts of every role, so nobody does it but admins in person, who have just proved who they are.

use crate::{Actor, Context, Error, Result, actor::UserActor, scope::Scope, users::Role};

/// Lets admins through, in person.
pub(super) fn require_admin(actor: &Actor) -> Result<&UserActor> {
    let person = actor.user()?;
    if person.role >= Role::Admin { Ok(person) } else { Err(no_admin()) }
}

/// The same who have proved who they are within the last minutes.
pub(super) fn require_proved(cx: &Context) -> Result<()> {
    require_admin(&cx.actor)?.require_recent(cx.now, cx.settings().auth.proof_lifetime())
}

/// Lets the command line through, and admins.
pub(super) fn require_operator(cx: &Context) -> Result<()> {
    if cx.actor.may(Role::Admin, Scope::Admin) { Ok(()) } else { Err(no_admin()) }
}

const fn no_admin() -> Error {
    Error::Forbidden { code: "forbidden", detail: "only admins import" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, token, user};

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
}
