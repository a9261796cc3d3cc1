//! Access tokens as clients see and ask for them.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use presswork_domain::{access_tokens, scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// What an access token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum Scope {
    /// Reads what its owner may read. All others but `ops` include it.
    Read,
    /// Creates, changes and deletes.
    Write,
    /// Publishes and withdraws.
    Publish,
    /// Keeps order.
    Moderate,
    /// Watches and controls queues, workers, schedules and jobs.
    Ops,
    /// Everything that its owner may do, except what takes a person in a session.
    Admin,
}

impl From<scope::Scope> for Scope {
    fn from(scope: scope::Scope) -> Self {
        match scope {
            scope::Scope::Read => Self::Read,
            scope::Scope::Write => Self::Write,
            scope::Scope::Publish => Self::Publish,
            scope::Scope::Moderate => Self::Moderate,
            scope::Scope::Ops => Self::Ops,
            scope::Scope::Admin => Self::Admin,
        }
    }
}

impl From<Scope> for scope::Scope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Read => Self::Read,
            Scope::Write => Self::Write,
            Scope::Publish => Self::Publish,
            Scope::Moderate => Self::Moderate,
            Scope::Ops => Self::Ops,
            Scope::Admin => Self::Admin,
        }
    }
}

/// A token to be made.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateAccessTokenInput {
    /// What you call it.
    #[schema(example = "publishing from our build server")]
    pub name: String,
    /// What it may be used for; not beyond your own role.
    #[schema(example = json!(["write", "publish"]))]
    pub scopes: Vec<Scope>,
    /// When it stops working, within 366 days; in 90 days when missing.
    pub expires_at: Option<Time>,
}

impl From<CreateAccessTokenInput> for access_tokens::NewAccessTokenInput {
    fn from(input: CreateAccessTokenInput) -> Self {
        let scopes = input.scopes.into_iter().map(scope::Scope::from).collect();
        Self { name: input.name, scopes, expires_at: input.expires_at.map(|time| time.0) }
    }
}

/// A token that a person gave to a program, without its secret.
#[derive(Debug, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccessToken {
    /// Its id.
    #[schema(value_type = String, example = "token_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What its owner calls it.
    #[schema(example = "publishing from our build server")]
    pub name: String,
    /// Its first characters, to tell it from others.
    #[schema(example = "pw_live_4fTz")]
    pub hint: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Time,
    /// When it stops working.
    pub expires_at: Time,
    /// When it was last used, to the minute; null if never.
    pub last_used_at: Option<Time>,
}

impl From<access_tokens::AccessToken> for AccessToken {
    fn from(token: access_tokens::AccessToken) -> Self {
        Self {
            id: token.id.to_string().into(),
            name: token.name,
            hint: token.hint,
            scopes: token.scopes.as_slice().iter().map(|scope| (*scope).into()).collect(),
            created_at: token.created_at.into(),
            expires_at: token.expires_at.into(),
            last_used_at: token.last_used_at.map(Time::from),
        }
    }
}

/// A token in the moment that it is made: the one time that its secret is shown.
#[derive(Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssuedAccessToken {
    /// The token.
    pub access_token: AccessToken,
    /// What the program sends as `Authorization: Bearer`. Keep it; it is never shown again.
    #[schema(pattern = "^pw_live_[0-9A-Za-z]{46}$")]
    pub secret: String,
}

impl From<access_tokens::IssuedAccessToken> for IssuedAccessToken {
    fn from(issued: access_tokens::IssuedAccessToken) -> Self {
        Self { access_token: issued.access_token.into(), secret: issued.secret }
    }
}
