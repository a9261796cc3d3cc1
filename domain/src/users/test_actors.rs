//! Actors for tables of policies.

use uuid::Uuid;

use super::Role;
use crate::{
    Actor,
    actor::UserActor,
    ids::{SessionId, UserId},
};

pub(crate) const fn anonymous() -> Actor {
    Actor::Anonymous
}

pub(crate) fn user(number: u128, role: Role) -> Actor {
    let id = Uuid::from_u128(number);
    Actor::User(UserActor { id: UserId::from_uuid(id), role, session: SessionId::from_uuid(id) })
}
