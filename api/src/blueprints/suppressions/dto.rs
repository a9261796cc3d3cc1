//! Suppressions as clients see them, and reports of mails as they come.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::suppressions;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// Why no mail goes to an address that need not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "snake_case")]
#[graphql(rename_items = "snake_case")]
pub enum SuppressionReason {
    /// Mails do not arrive there, for good.
    Bounce,
    /// Its reader complained.
    Complaint,
}

impl From<suppressions::SuppressionReason> for SuppressionReason {
    fn from(reason: suppressions::SuppressionReason) -> Self {
        match reason {
            suppressions::SuppressionReason::Bounce => Self::Bounce,
            suppressions::SuppressionReason::Complaint => Self::Complaint,
        }
    }
}

/// An address to which no mail goes that need not.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suppression {
    /// Its id.
    #[schema(value_type = String, example = "supp_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The address.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// Why.
    pub reason: SuppressionReason,
    /// Since when.
    pub created_at: Time,
}

impl From<suppressions::Suppression> for Suppression {
    fn from(suppression: suppressions::Suppression) -> Self {
        Self {
            id: suppression.id.to_string().into(),
            email: suppression.email,
            reason: suppression.reason.into(),
            created_at: suppression.created_at.into(),
        }
    }
}

/// What is reported of a mail.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailEventType {
    /// It did not arrive.
    Bounce,
    /// Its reader complained.
    Complaint,
}

/// A report of a mail.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MailEvent {
    #[schema(inline)]
    pub r#type: MailEventType,
    /// To whom the mail was sent.
    #[schema(format = Email, example = "ada@example.org")]
    pub email: String,
    /// Whether it will never arrive there; true when missing. A bounce that may pass suppresses nothing.
    #[schema(example = true)]
    pub permanent: Option<bool>,
}

impl From<MailEvent> for suppressions::MailEvent {
    fn from(event: MailEvent) -> Self {
        let kind = match event.r#type {
            MailEventType::Bounce => suppressions::MailEventKind::Bounce,
            MailEventType::Complaint => suppressions::MailEventKind::Complaint,
        };
        Self { kind, email: event.email, permanent: event.permanent.unwrap_or(true) }
    }
}
