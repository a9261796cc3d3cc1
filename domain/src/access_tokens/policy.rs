//! Which tokens a person may make.

use crate::{
    scope::{Scope, Scopes},
    users::Role,
};

/// Nobody gives what they do not have. (Should they lose it later, so does the token.)
#[must_use]
pub(super) fn can_grant(role: Role, scope: Scope) -> bool {
    match scope {
        Scope::Read | Scope::Write => true,
        Scope::Publish => role >= Role::Author,
        Scope::Moderate => role >= Role::Moderator,
        Scope::Ops | Scope::Admin => role >= Role::Admin,
    }
}

/// A token that operates or administers is worth a proof of who asks for it.
#[must_use]
pub(super) fn needs_proof(scopes: &Scopes) -> bool {
    scopes.has(Scope::Ops)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_what_they_do_not_have() {
        let least = |scope| Role::ALL.into_iter().find(|role| can_grant(*role, scope)).unwrap();
        let expected = [Role::Member, Role::Member, Role::Author, Role::Moderator, Role::Admin, Role::Admin];
        assert_eq!(Scope::ALL.map(least), expected);
        for scope in Scope::ALL {
            assert!(Role::ALL.into_iter().all(|role| can_grant(role, scope) == (role >= least(scope))), "{scope:?}");
        }
    }

    #[test]
    fn only_ops_and_admin_are_worth_a_proof() {
        let worth = Scope::ALL.map(|scope| needs_proof(&Scopes::parse(&[scope]).unwrap()));
        assert_eq!(worth, [false, false, false, false, true, true]);
    }
}
