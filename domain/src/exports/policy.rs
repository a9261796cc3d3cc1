//! Who takes what along.

use super::ExportKind;
use crate::{Error, Result, actor::UserActor, users::Role};

/// Everybody takes along what is theirs, admins everything.
pub(super) fn can_take(role: Role, kind: ExportKind) -> bool {
    kind == ExportKind::Own || role >= Role::Admin
}

/// Lets through who takes this along.
pub(super) fn require(person: &UserActor, kind: ExportKind) -> Result<()> {
    if can_take(person.role, kind) {
        Ok(())
    } else {
        Err(Error::forbidden("only admins take along what is not their own"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::user;

    #[test]
    fn everybody_takes_along_what_is_theirs_and_admins_everything() {
        for role in Role::ALL {
            let actor = user(1, role);
            for kind in ExportKind::ALL {
                let may = kind == ExportKind::Own || role == Role::Admin;
                assert_eq!(can_take(role, kind), may, "{role:?} {kind:?}");
                let refused = require(actor.user().unwrap(), kind).err().map(|error| error.code());
                assert_eq!(refused, (!may).then_some("forbidden"), "{role:?} {kind:?}");
            }
        }
    }
}
