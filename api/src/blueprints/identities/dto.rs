//! Identities as clients see and link them.

use async_graphql::{ID, InputObject, SimpleObject};
use presswork_domain::identities;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// What an app has of a login by a provider.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExchangeCodeInput {
    /// The code that came back to the app.
    #[schema(example = "Zk3v0cQ2s9yT1uB7xN4mL8pR5wD6aE0hG2jF9kC1iVo")]
    pub code: String,
    /// The verifier whose SHA-256 the app gave when the login began (RFC 7636).
    #[schema(example = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    pub code_verifier: String,
}

impl From<ExchangeCodeInput> for identities::ExchangeInput {
    fn from(input: ExchangeCodeInput) -> Self {
        Self { code: input.code, code_verifier: input.code_verifier }
    }
}

/// An identity at a provider by which a person can log in.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// Its id.
    #[schema(value_type = String, example = "ident_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The provider, as the settings call it.
    #[schema(example = "github")]
    pub provider: String,
    /// What the person is called there.
    #[schema(example = "ada")]
    pub name: String,
    /// When it was linked.
    pub created_at: Time,
}

impl From<identities::Identity> for Identity {
    fn from(identity: identities::Identity) -> Self {
        Self {
            id: identity.id.to_string().into(),
            provider: identity.provider,
            name: identity.name,
            created_at: identity.created_at.into(),
        }
    }
}
