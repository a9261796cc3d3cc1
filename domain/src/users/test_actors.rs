//! Actors for tables of policies.

use chrono::DateTime;
use uuid::Uuid;

use super::Role;
use crate::{
    Actor,
    actor::{Blocks, TokenActor, UserActor},
    ids::{AccessTokenId, SessionId, UserId},
    scope::{Scope, Scopes},
};

pub(crate) const fn anonymous() -> Actor {
    Actor::Anonymous
}

pub(crate) fn user(number: u128, role: Role) -> Actor {
    let id = Uuid::from_u128(number);
    let (authenticated_at, may_operate_here) = (DateTime::UNIX_EPOCH, true);
    let (id, session) = (UserId::from_uuid(id), SessionId::from_uuid(id));
    Actor::User(UserActor { id, role, session, authenticated_at, may_operate_here, blocks: Blocks::PERHAPS })
}

pub(crate) fn token(number: u128, role: Role, scopes: &[Scope]) -> Actor {
    let id = Uuid::from_u128(number);
    let (scopes, may_operate_here) = (Scopes::parse(scopes).unwrap(), true);
    let (owner, token) = (UserId::from_uuid(id), AccessTokenId::from_uuid(id));
    Actor::Token(TokenActor { owner, role, token, scopes, may_operate_here, blocks: Blocks::PERHAPS })
}

/// The same, asking from where operators may not operate.
pub(crate) fn elsewhere(actor: Actor) -> Actor {
    match actor {
        Actor::User(user) => Actor::User(UserActor { may_operate_here: false, ..user }),
        Actor::Token(token) => Actor::Token(TokenActor { may_operate_here: false, ..token }),
        other => other,
    }
}
