//! The value types of identities.

use chrono::{DateTime, Utc};

use crate::ids::IdentityId;

/// Fewest characters of an app's verifier (RFC 7636, section 4.1).
pub const VERIFIER_MIN: usize = 43;
/// Most characters of an app's verifier (RFC 7636, section 4.1).
pub const VERIFIER_MAX: usize = 128;

/// An identity that is linked to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// The name of the provider in the settings.
    pub provider: String,
    /// What the person is called there.
    pub name: String,
    /// When it was linked.
    pub created_at: DateTime<Utc>,
}

/// What an app sends for the code that it got.
#[derive(Clone, Default)]
pub struct ExchangeInput {
    /// The code.
    pub code: String,
    /// The verifier of the challenge that it gave.
    pub code_verifier: String,
}
