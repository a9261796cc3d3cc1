//! Accounts as clients see and send them.

use async_graphql::{ID, InputObject, SimpleObject};
use presswork_domain::accounts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    blueprints::users::dto::{Role, User},
    scalars::Time,
};

/// An account to be made.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterInput {
    /// The handle: 3 to 30 of a-z, 0-9, _ and -, beginning with a letter.
    #[schema(example = "ada")]
    pub username: String,
    /// The mail address; a link to confirm it is sent there.
    #[schema(format = Email, example = "ada@example.org")]
    pub email: String,
    /// The password: 8 to 256 characters that are not easy to guess.
    #[schema(format = Password, example = "tram violet kettle")]
    pub password: String,
    /// The name shown to people; the handle when missing.
    #[schema(example = "Ada Lovelace")]
    pub display_name: Option<String>,
}

impl From<RegisterInput> for accounts::NewAccountInput {
    fn from(input: RegisterInput) -> Self {
        Self {
            username: input.username,
            email: input.email,
            password: input.password,
            display_name: input.display_name,
        }
    }
}

/// The answer to a registration: the same whether or not the address was taken.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// Where the mail goes.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// Whether the address has to be confirmed before the first login.
    pub verification_required: bool,
}

impl From<accounts::Registration> for Registration {
    fn from(registration: accounts::Registration) -> Self {
        Self { email: registration.email, verification_required: registration.verification_required }
    }
}

/// A mail address to send a new link to.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestEmailVerificationInput {
    /// The address.
    #[schema(format = Email, example = "ada@example.org")]
    pub email: String,
}

/// The token of a mail.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmEmailInput {
    /// The token, as it stands in the mail.
    #[schema(example = "Zk3v0cQ2s9yT1uB7xN4mL8pR5wD6aE0hG2jF9kC1iVo")]
    pub token: String,
}

/// Who wants to log in.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoginInput {
    /// The handle or the mail address.
    #[schema(example = "ada")]
    pub login: String,
    /// The password.
    #[schema(format = Password, example = "tram violet kettle")]
    pub password: String,
}

impl From<LoginInput> for accounts::LoginInput {
    fn from(input: LoginInput) -> Self {
        Self { login: input.login, password: input.password }
    }
}

/// A refresh token to be exchanged.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefreshInput {
    /// The token. Good for one use.
    #[schema(example = "Zk3v0cQ2s9yT1uB7xN4mL8pR5wD6aE0hG2jF9kC1iVo")]
    pub refresh_token: String,
}

/// A fresh pair of tokens.
#[derive(Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthTokens {
    /// The JWT to send as `Authorization: Bearer`.
    pub access_token: String,
    /// When it stops working.
    pub access_token_expires_at: Time,
    /// The token that buys the next pair, once.
    pub refresh_token: String,
    /// When it stops working.
    pub refresh_token_expires_at: Time,
    /// Who is logged in.
    pub user: User,
}

impl From<accounts::AuthTokens> for AuthTokens {
    fn from(tokens: accounts::AuthTokens) -> Self {
        Self {
            access_token: tokens.access_token,
            access_token_expires_at: tokens.access_token_expires_at.into(),
            refresh_token: tokens.refresh_token,
            refresh_token_expires_at: tokens.refresh_token_expires_at.into(),
            user: tokens.user.into(),
        }
    }
}

/// A login of a person, as they see it.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Its id.
    #[schema(value_type = String, example = "sess_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The device, as its `User-Agent` header described it; may be empty.
    pub device: String,
    /// The network address of the login.
    #[schema(example = "192.0.2.7")]
    pub address: String,
    /// When it began.
    pub created_at: Time,
    /// When it was last used, to the minute.
    pub last_used_at: Time,
    /// When it ends unless it is refreshed before.
    pub expires_at: Time,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl From<accounts::Session> for Session {
    fn from(session: accounts::Session) -> Self {
        Self {
            id: session.id.to_string().into(),
            device: session.device,
            address: session.address,
            created_at: session.created_at.into(),
            last_used_at: session.last_used_at.into(),
            expires_at: session.expires_at.into(),
            current: session.current,
        }
    }
}

/// A person as they see themselves.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The public id.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The handle.
    #[schema(example = "ada")]
    pub username: String,
    /// The name shown to people.
    #[schema(example = "Ada Lovelace")]
    pub display_name: String,
    /// A few words about themselves; may be empty.
    pub bio: String,
    /// What they may do.
    pub role: Role,
    /// The mail address.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// When the address was confirmed.
    pub email_verified_at: Option<Time>,
    /// Whether a login takes a second factor.
    pub two_factor_enabled: bool,
    /// Counts the changes; for `If-Match`.
    pub version: i64,
    /// When they joined.
    pub created_at: Time,
}

impl From<accounts::Me> for Me {
    fn from(me: accounts::Me) -> Self {
        let user = User::from(me.user);
        Self {
            id: user.id,
            username: user.username,
            display_name: user.display_name,
            bio: user.bio,
            role: user.role,
            email: me.email,
            email_verified_at: me.email_verified_at.map(Time::from),
            two_factor_enabled: me.two_factor_enabled,
            version: me.version,
            created_at: user.created_at,
        }
    }
}
