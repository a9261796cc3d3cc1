//! The value types of suppressions.

use chrono::{DateTime, Utc};

use crate::{Error, Result, ids::SuppressionId};

/// Why no mail goes to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressionReason {
    /// Mails do not arrive there, for good.
    Bounce,
    /// Its reader complained.
    Complaint,
}

impl SuppressionReason {
    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bounce => "bounce",
            Self::Complaint => "complaint",
        }
    }

    /// The reason of this name.
    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = [Self::Bounce, Self::Complaint].into_iter().find(|it| it.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown reason {name:?}")))
    }
}

/// An address to which no mail goes that need not.
#[derive(Debug, Clone)]
pub struct Suppression {
    /// Its id.
    pub id: SuppressionId,
    /// The address.
    pub email: String,
    /// Why.
    pub reason: SuppressionReason,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// What is reported of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEventKind {
    /// It did not arrive.
    Bounce,
    /// Its reader complained.
    Complaint,
}

/// A report of a mail.
#[derive(Debug, Clone)]
pub struct MailEvent {
    /// What happened.
    pub kind: MailEventKind,
    /// To whom it was sent.
    pub email: String,
    /// Whether it will never arrive there; a bounce that may pass suppresses nothing.
    pub permanent: bool,
}

/// A report as it came: its headers and its body, byte by byte.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// `webhook-id`.
    pub id: Option<&'a str>,
    /// `webhook-timestamp`.
    pub timestamp: Option<&'a str>,
    /// `webhook-signature`.
    pub signature: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}
