//! Who is asking.
//!
//! Every policy asks four things: role × ownership × scope × state. A person with a session has every scope. A token acts
//! for its owner with the owner's role of this moment and never beyond its scopes: [`Actor::acts`] and [`Actor::may`] ask
//! for a scope by name; [`Actor::is_at_least`], which names none, is capped by the highest role that the scopes carry; and
//! [`Actor::user`] is for what only a person may do, so that a feature that forgot about tokens is closed to them.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Error, Result,
    ids::{AccessTokenId, SessionId, UserId},
    scope::{Scope, Scopes},
    users::Role,
};

/// Who is asking. Every rule that depends on a person gets this, from REST, GraphQL and jobs alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is logged in.
    Anonymous,
    /// A person with a live session.
    User(UserActor),
    /// A program with a person's access token.
    Token(TokenActor),
    /// Presswork itself: jobs and the command line.
    System,
}

/// Whether there are blocks between an account and others, by which people are out of its sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks {
    /// The account has blocked somebody.
    pub made: bool,
    /// Somebody has blocked the account.
    pub met: bool,
}

impl Blocks {
    /// There may be some: what holds at any time.
    pub const PERHAPS: Self = Self { made: true, met: true };
}

/// A person with a live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserActor {
    /// The account.
    pub id: UserId,
    /// Its role at the time of this request, read from the database.
    pub role: Role,
    /// The login that sent this request.
    pub session: SessionId,
    /// When the person last proved who they are, by password or second factor.
    pub authenticated_at: DateTime<Utc>,
    /// Whether operators may operate from where this request comes from (`http.ops_networks`).
    pub may_operate_here: bool,
    /// Whether anybody was out of sight when the request began.
    pub blocks: Blocks,
}

/// A program with a person's access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenActor {
    /// The account it acts for.
    pub owner: UserId,
    /// The owner's role at the time of this request, read from the database.
    pub role: Role,
    /// The token.
    pub token: AccessTokenId,
    /// What it may be used for.
    pub scopes: Scopes,
    /// Whether operators may operate from where this request comes from (`http.ops_networks`).
    pub may_operate_here: bool,
    /// Whether anybody was out of sight when the request began.
    pub blocks: Blocks,
}

impl UserActor {
    /// Lets through who has proved who they are within this time.
    ///
    /// # Errors
    /// `reauthentication_required`: call `reauthenticate`, then try again.
    pub fn require_recent(&self, now: DateTime<Utc>, within: TimeDelta) -> Result<()> {
        if now - self.authenticated_at <= within {
            return Ok(());
        }
        Err(Error::Forbidden {
            code: "reauthentication_required",
            detail: "prove once more who you are (POST /v1/me/reauthentication, reauthenticate), then try again",
        })
    }
}

impl Actor {
    /// The person asking, in person: for what no token may do, such as changing a password.
    ///
    /// # Errors
    /// `authentication_required` when nobody is logged in, or when this is the system; `session_required` for a token.
    pub const fn user(&self) -> Result<&UserActor> {
        match self {
            Self::User(user) => Ok(user),
            Self::Token(_) => Err(Error::Forbidden {
                code: "session_required",
                detail: "only a person who has logged in may do this",
            }),
            Self::Anonymous | Self::System => Err(Error::login_required()),
        }
    }

    /// The account asking, if it may act in this scope: a person, or a token that has it.
    ///
    /// # Errors
    /// `authentication_required` when nobody is logged in, or when this is the system; `insufficient_scope`.
    pub fn acts(&self, scope: Scope) -> Result<UserId> {
        match self {
            Self::User(user) => Ok(user.id),
            Self::Token(token) if token.scopes.has(scope) => Ok(token.owner),
            Self::Token(_) => Err(scope.missing()),
            Self::Anonymous | Self::System => Err(Error::login_required()),
        }
    }

    /// Lets through who is in this scope; who is in none at all is for others to refuse.
    ///
    /// # Errors
    /// `insufficient_scope` for a token without it.
    pub fn require(&self, scope: Scope) -> Result<()> {
        match self {
            Self::Token(token) if !token.scopes.has(scope) => Err(scope.missing()),
            _ => Ok(()),
        }
    }

    /// Lets everybody through who is known: people, tokens and the system.
    ///
    /// # Errors
    /// `authentication_required` when nobody is logged in.
    pub const fn require_known(&self) -> Result<()> {
        match self {
            Self::User(_) | Self::Token(_) | Self::System => Ok(()),
            Self::Anonymous => Err(Error::login_required()),
        }
    }

    /// The account whose things these eyes see: a person's, or the owner's of a token that reads.
    #[must_use]
    pub fn user_id(&self) -> Option<UserId> {
        self.account().filter(|_| self.has(Scope::Read))
    }

    /// The same for what lasts longer than a moment or changes something: it can't rely on there being no blocks.
    #[must_use]
    pub fn at_any_time(mut self) -> Self {
        match &mut self {
            Self::User(UserActor { blocks, .. }) | Self::Token(TokenActor { blocks, .. }) => *blocks = Blocks::PERHAPS,
            Self::Anonymous | Self::System => {}
        }
        self
    }

    /// Whose eyes these are, if they may have blocked somebody.
    pub(crate) fn who_may_have_blocked(&self) -> Option<UserId> {
        self.user_id().filter(|_| self.blocks().made)
    }

    /// Whose eyes these are, if somebody may have blocked them.
    pub(crate) fn who_may_be_blocked(&self) -> Option<UserId> {
        self.user_id().filter(|_| self.blocks().met)
    }

    const fn blocks(&self) -> Blocks {
        match self {
            Self::User(UserActor { blocks, .. }) | Self::Token(TokenActor { blocks, .. }) => *blocks,
            Self::Anonymous | Self::System => Blocks::PERHAPS,
        }
    }

    /// The account that answers for this request, whatever it may see and do.
    #[must_use]
    pub const fn account(&self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user.id),
            Self::Token(token) => Some(token.owner),
            Self::Anonymous | Self::System => None,
        }
    }

    /// Whether the actor may be in this scope at all. People and the system are in all of them, nobody is in none.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        match self {
            Self::Anonymous => false,
            Self::Token(token) => token.scopes.has(scope) && (scope != Scope::Ops || token.may_operate_here),
            Self::User(user) => scope != Scope::Ops || user.may_operate_here,
            Self::System => true,
        }
    }

    /// The refusal of who does not operate. Who does, but not from here, hears so.
    #[must_use]
    pub(crate) fn no_operator(&self, detail: &'static str) -> Error {
        let elsewhere = match self {
            Self::User(user) => user.role >= Role::Admin && !user.may_operate_here,
            Self::Token(token) => token.role >= Role::Admin && token.scopes.has(Scope::Ops) && !token.may_operate_here,
            Self::Anonymous | Self::System => false,
        };
        if elsewhere {
            return Error::Forbidden { code: "address_not_allowed", detail: "nobody operates from this address" };
        }
        Error::forbidden(detail)
    }

    /// Whether the actor has at least this role and may use it in this scope. The system may.
    #[must_use]
    pub fn may(&self, role: Role, scope: Scope) -> bool {
        match self {
            Self::Anonymous => false,
            Self::User(user) => user.role >= role && self.has(scope),
            Self::Token(token) => token.role >= role && self.has(scope),
            Self::System => true,
        }
    }

    /// Whether the actor has at least this role; for a token, as far as its scopes carry. The system has every role.
    #[must_use]
    pub fn is_at_least(&self, role: Role) -> bool {
        match self {
            Self::Anonymous => false,
            Self::User(user) => user.role >= role,
            Self::Token(token) => token.role.min(token.scopes.highest_role()) >= role,
            Self::System => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::test_actors::{anonymous, elsewhere, token, user};

    #[test]
    fn a_token_does_what_its_scopes_say_and_never_more_than_its_owner() {
        let writer = token(1, Role::Author, &[Scope::Write]);
        assert!(writer.may(Role::Author, Scope::Write) && writer.may(Role::Author, Scope::Read));
        assert!(!writer.may(Role::Editor, Scope::Write), "beyond the owner");
        assert!(!writer.may(Role::Author, Scope::Publish), "beyond the scope");
        let all = token(1, Role::Member, &Scope::ALL);
        assert!(!all.may(Role::Author, Scope::Write) && !all.is_at_least(Role::Author));
    }

    #[test]
    fn a_role_without_a_scope_reaches_as_far_as_the_scopes_carry() {
        let reader = token(1, Role::Admin, &[Scope::Read]);
        assert!(reader.is_at_least(Role::Member) && !reader.is_at_least(Role::Author));
        assert!(!token(1, Role::Admin, &[Scope::Ops]).is_at_least(Role::Author));
        assert!(token(1, Role::Admin, &[Scope::Write]).is_at_least(Role::Editor));
        assert!(!token(1, Role::Admin, &[Scope::Write]).is_at_least(Role::Moderator));
        assert!(token(1, Role::Admin, &[Scope::Admin]).is_at_least(Role::Admin));
    }

    #[test]
    fn nobody_is_in_no_scope_and_has_no_role_and_the_system_has_all() {
        for scope in Scope::ALL {
            assert!(!anonymous().has(scope) && Actor::System.has(scope));
        }
        for role in Role::ALL {
            assert!(!anonymous().is_at_least(role) && Actor::System.is_at_least(role));
            assert!(user(1, role).is_at_least(role));
        }
        assert!(!user(1, Role::Author).is_at_least(Role::Editor));
    }

    #[test]
    fn what_is_for_a_person_is_for_no_token() {
        let code = |actor: &Actor| actor.user().err().map(|error| error.code());
        assert_eq!(code(&user(1, Role::Member)), None);
        assert_eq!(code(&token(1, Role::Admin, &Scope::ALL)), Some("session_required"));
        assert_eq!(code(&anonymous()), Some("authentication_required"));
        assert_eq!(code(&Actor::System), Some("authentication_required"));
    }

    #[test]
    fn the_refusal_names_the_scope_that_is_missing() {
        let reader = token(1, Role::Admin, &[Scope::Read]);
        for scope in Scope::ALL.into_iter().filter(|scope| *scope != Scope::Read) {
            let error = reader.acts(scope).unwrap_err();
            assert_eq!(error.code(), "insufficient_scope");
            assert!(error.detail().ends_with(scope.as_str()), "{}", error.detail());
            assert_eq!(Scope::lacked(&error), Some(scope));
        }
        assert_eq!(anonymous().acts(Scope::Read).unwrap_err().code(), "authentication_required");
        assert_eq!(reader.acts(Scope::Read).unwrap(), user(1, Role::Member).user_id().unwrap());
    }

    #[test]
    fn eyes_that_may_not_read_see_nothing_of_their_owner() {
        let blind = token(1, Role::Admin, &[Scope::Ops]);
        assert_eq!(blind.user_id(), None);
        assert_eq!(blind.account(), user(1, Role::Admin).account());
    }

    #[test]
    fn who_is_elsewhere_does_all_but_operate() {
        for actor in [user(1, Role::Admin), token(1, Role::Admin, &Scope::ALL)] {
            assert!(Scope::ALL.into_iter().all(|scope| actor.has(scope)));
            assert_eq!(actor.no_operator("").code(), "forbidden", "it is not the place");
            let away = elsewhere(actor);
            assert!(Scope::ALL.into_iter().all(|scope| away.has(scope) == (scope != Scope::Ops)));
            assert!(!away.may(Role::Admin, Scope::Ops) && away.may(Role::Admin, Scope::Admin));
            assert_eq!(away.no_operator("").code(), "address_not_allowed");
        }
        let others = [
            user(1, Role::Moderator),
            token(1, Role::Admin, &[Scope::Moderate]),
            token(1, Role::Moderator, &[Scope::Ops]),
        ];
        assert!(others.into_iter().all(|other| elsewhere(other).no_operator("").code() == "forbidden"));
        assert_eq!([anonymous(), Actor::System].map(|actor| actor.no_operator("").code()), ["forbidden"; 2]);
    }

    #[test]
    fn a_proof_is_recent_for_its_time_and_no_longer() {
        let Actor::User(person) = user(1, Role::Member) else { panic!("a user") };
        let within = TimeDelta::minutes(10);
        assert!(person.require_recent(person.authenticated_at + within, within).is_ok());
        let late = person.authenticated_at + within + TimeDelta::microseconds(1);
        assert_eq!(person.require_recent(late, within).unwrap_err().code(), "reauthentication_required");
    }
}
