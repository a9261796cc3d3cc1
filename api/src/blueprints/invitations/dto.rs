//! Invitations as clients see and send them.

use async_graphql::{ID, InputObject, SimpleObject};
use presswork_domain::invitations;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{blueprints::users::dto::Role, scalars::Time};

/// Somebody to be invited.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateInvitationInput {
    /// The mail address; the invitation is sent there.
    #[schema(format = Email, example = "ada@example.org")]
    pub email: String,
    /// What they will be; as every new account when missing.
    pub role: Option<Role>,
}

impl From<CreateInvitationInput> for invitations::InvitationInput {
    fn from(input: CreateInvitationInput) -> Self {
        Self { email: input.email, role: input.role.map(Into::into) }
    }
}

/// An account to be made by an invitation.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcceptInvitationInput {
    /// The token, as it stands in the mail.
    #[schema(example = "Zk3v0cQ2s9yT1uB7xN4mL8pR5wD6aE0hG2jF9kC1iVo")]
    pub token: String,
    /// The handle: 3 to 30 of a-z, 0-9, _ and -, beginning with a letter.
    #[schema(example = "ada")]
    pub username: String,
    /// The password: 8 to 256 characters that are not easy to guess.
    #[schema(format = Password, example = "tram violet kettle")]
    pub password: String,
    /// The name shown to people; the handle when missing.
    #[schema(example = "Ada Lovelace")]
    pub display_name: Option<String>,
}

impl From<AcceptInvitationInput> for invitations::AcceptInvitationInput {
    fn from(input: AcceptInvitationInput) -> Self {
        let AcceptInvitationInput { token, username, password, display_name } = input;
        Self { token, username, password, display_name }
    }
}

/// An invitation that was neither accepted nor revoked.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// Its id.
    #[schema(value_type = String, example = "inv_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The address that it was sent to.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// The role of the account that it makes.
    pub role: Role,
    /// When it was made.
    pub created_at: Time,
    /// When it stops working.
    pub expires_at: Time,
}

impl From<invitations::Invitation> for Invitation {
    fn from(invitation: invitations::Invitation) -> Self {
        Self {
            id: invitation.id.to_string().into(),
            email: invitation.email,
            role: invitation.role.into(),
            created_at: invitation.created_at.into(),
            expires_at: invitation.expires_at.into(),
        }
    }
}
