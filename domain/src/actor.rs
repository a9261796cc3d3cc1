//! Who is asking.

use crate::{
    Error, Result,
    ids::{SessionId, UserId},
    users::Role,
};

/// Who is asking. Every rule that depends on a person gets this, from REST, GraphQL and jobs alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is logged in.
    Anonymous,
    /// A person with a live session.
    User(UserActor),
    /// Presswork itself: jobs and the command line.
    System,
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
}

impl Actor {
    /// The person asking.
    ///
    /// # Errors
    /// `authentication_required` when nobody is logged in, or when this is the system.
    pub const fn user(&self) -> Result<&UserActor> {
        match self {
            Self::User(user) => Ok(user),
            Self::Anonymous | Self::System => Err(Error::login_required()),
        }
    }

    /// Lets everybody through who is known: people and the system.
    ///
    /// # Errors
    /// `authentication_required` when nobody is logged in.
    pub const fn require_known(&self) -> Result<()> {
        match self {
            Self::User(_) | Self::System => Ok(()),
            Self::Anonymous => Err(Error::login_required()),
        }
    }

    /// The account asking, when it is a person.
    #[must_use]
    pub const fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user.id),
            Self::Anonymous | Self::System => None,
        }
    }

    /// Whether the actor has at least this role. The system has every role.
    #[must_use]
    pub fn is_at_least(&self, role: Role) -> bool {
        match self {
            Self::Anonymous => false,
            Self::User(user) => user.role >= role,
            Self::System => true,
        }
    }
}
