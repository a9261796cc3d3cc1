//! What people send about passwords.

use async_graphql::{InputObject, SimpleObject};
use presswork_domain::{accounts, users::Email};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A mail address to send a link to.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestPasswordResetInput {
    /// The address.
    #[schema(format = Email, example = "ada@example.org")]
    pub email: String,
}

/// The answer to who asked for a mail: the same whether or not there is such an account.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MailRequested {
    /// Where the mail goes, if it goes anywhere.
    #[schema(example = "ada@example.org")]
    pub email: String,
}

impl From<Email> for MailRequested {
    fn from(email: Email) -> Self {
        Self { email: email.as_str().to_owned() }
    }
}

/// The token of a mail, and a new password.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResetPasswordInput {
    /// The token, as it stands in the mail.
    #[schema(example = "Zk3v0cQ2s9yT1uB7xN4mL8pR5wD6aE0hG2jF9kC1iVo")]
    pub token: String,
    /// The new password: 8 to 256 characters that are not easy to guess.
    #[schema(format = Password, example = "tram violet kettle")]
    pub password: String,
}

/// A password and its successor.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePasswordInput {
    /// The present password.
    #[schema(format = Password, example = "tram violet kettle")]
    pub current_password: String,
    /// The new one: 8 to 256 characters that are not easy to guess.
    #[schema(format = Password, example = "oyster gravel lantern")]
    pub new_password: String,
}

impl From<ChangePasswordInput> for accounts::ChangePasswordInput {
    fn from(input: ChangePasswordInput) -> Self {
        Self { current_password: input.current_password, new_password: input.new_password }
    }
}

/// A proof of who one is.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReauthenticateInput {
    /// The password, where there is no second factor.
    #[schema(format = Password, example = "tram violet kettle")]
    pub password: Option<String>,
    /// A code of the second factor, or a recovery code, where there is one.
    #[schema(example = "287082")]
    pub code: Option<String>,
}

impl From<ReauthenticateInput> for accounts::ReauthenticationInput {
    fn from(input: ReauthenticateInput) -> Self {
        Self { password: input.password, code: input.code }
    }
}

/// The second step of a login.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompleteTwoFactorLoginInput {
    /// The challenge that the login was refused with.
    #[schema(example = "Zk3v0cQ2s9yT1uB7xN4mL8pR5wD6aE0hG2jF9kC1iVo")]
    pub challenge: String,
    /// A code of the authenticator app, or a recovery code.
    #[schema(example = "287082")]
    pub code: String,
}
