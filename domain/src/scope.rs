//! What an access token may be used for.

use std::str::FromStr;

use crate::{Error, Result, fault::Refusal, users::Role};

/// The code of the refusal of a token that lacks a scope.
const INSUFFICIENT: &str = "insufficient_scope";

/// One thing that an access token may be used for. A person with a session has all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Reads what its owner may read.
    Read,
    /// Also creates, changes and deletes.
    Write,
    /// Also publishes and withdraws.
    Publish,
    /// Also keeps order.
    Moderate,
    /// Watches and controls queues, workers, schedules and jobs; nothing else.
    Ops,
    /// Everything that its owner may do, except what only a person in a session may.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 6] = [Self::Read, Self::Write, Self::Publish, Self::Moderate, Self::Ops, Self::Admin];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Publish => "publish",
            Self::Moderate => "moderate",
            Self::Ops => "ops",
            Self::Admin => "admin",
        }
    }

    /// Whether a token with this scope has the other one, too.
    #[must_use]
    pub fn includes(self, other: Self) -> bool {
        self == other || self == Self::Admin || (other == Self::Read && self != Self::Ops)
    }

    /// The highest role that a token with this scope can act in, whatever its owner's is.
    const fn carries(self) -> Role {
        match self {
            Self::Read | Self::Ops => Role::Member,
            Self::Write | Self::Publish => Role::Editor,
            Self::Moderate => Role::Moderator,
            Self::Admin => Role::Admin,
        }
    }

    /// The refusal of a token that lacks this scope.
    pub(crate) const fn missing(self) -> Error {
        Error::Forbidden { code: INSUFFICIENT, detail: self.needed() }
    }

    /// The scope for want of which a token was refused.
    #[must_use]
    pub fn lacked(refusal: &Error) -> Option<Self> {
        match refusal {
            Error::Forbidden { code: INSUFFICIENT, detail } => {
                Self::ALL.into_iter().find(|scope| scope.needed() == *detail)
            }
            _ => None,
        }
    }

    const fn needed(self) -> &'static str {
        match self {
            Self::Read => "this needs a token with the scope read",
            Self::Write => "this needs a token with the scope write",
            Self::Publish => "this needs a token with the scope publish",
            Self::Moderate => "this needs a token with the scope moderate",
            Self::Ops => "this needs a token with the scope ops",
            Self::Admin => "this needs a token with the scope admin",
        }
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == name)
            .ok_or_else(|| Error::internal(format!("unknown scope {name:?}")))
    }
}

/// The scopes of one token: at least one, each once, in the order of [`Scope::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// Takes the scopes that somebody asked for.
    ///
    /// # Errors
    /// `required` when there are none, `too_many` when there are more than there can be.
    pub fn parse(asked: &[Scope]) -> Result<Self, Refusal> {
        if asked.len() > Scope::ALL.len() {
            return Err(Refusal::new("too_many", format!("at most {}", Scope::ALL.len())));
        }
        let mut scopes = asked.to_vec();
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            return Err(Refusal::new("required", "a token without a scope can do nothing"));
        }
        Ok(Self(scopes))
    }

    /// Reads what [`Self::to_text`] has written.
    pub(crate) fn from_text(text: &str) -> Result<Self> {
        text.split(' ').map(str::parse).collect::<Result<_>>().map(Self)
    }

    /// The names, separated by spaces.
    pub(crate) fn to_text(&self) -> String {
        self.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The scopes.
    #[must_use]
    pub fn as_slice(&self) -> &[Scope] {
        &self.0
    }

    /// Whether one of them is or includes this.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.0.iter().any(|own| own.includes(scope))
    }

    /// Whether there is one that changes anything.
    #[must_use]
    pub fn change_anything(&self) -> bool {
        self.0.iter().any(|own| *own != Scope::Read)
    }

    /// The highest role that these let a token act in.
    #[must_use]
    pub fn highest_role(&self) -> Role {
        self.0.iter().map(|scope| scope.carries()).fold(Role::Member, Role::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_includes_itself_and_reading_but_ops_does_not_read() {
        for scope in Scope::ALL {
            assert!(scope.includes(scope) && Scope::Admin.includes(scope));
            assert_eq!(scope.includes(Scope::Read), scope != Scope::Ops, "{scope:?}");
            assert_eq!(scope.includes(Scope::Admin), scope == Scope::Admin, "{scope:?}");
            assert_eq!(scope.includes(Scope::Write), matches!(scope, Scope::Write | Scope::Admin), "{scope:?}");
        }
    }

    #[test]
    fn scopes_are_kept_once_and_in_order() {
        let scopes = Scopes::parse(&[Scope::Write, Scope::Read, Scope::Write]).unwrap();
        assert_eq!(scopes.to_text(), "read write");
        assert_eq!(Scopes::from_text("read write").unwrap(), scopes);
        assert_eq!(Scopes::parse(&[]).unwrap_err().code, "required");
    }

    #[test]
    fn no_scope_carries_more_than_it_is_for() {
        let highest = |scope| Scopes::parse(&[scope]).unwrap().highest_role();
        let all = Scope::ALL.map(highest);
        assert_eq!(all, [Role::Member, Role::Editor, Role::Editor, Role::Moderator, Role::Member, Role::Admin]);
        assert!(!Scopes::parse(&[Scope::Read]).unwrap().change_anything());
        assert!(Scopes::parse(&[Scope::Read, Scope::Ops]).unwrap().change_anything());
    }
}
