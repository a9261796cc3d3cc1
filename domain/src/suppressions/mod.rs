//! Suppressions: addresses to which no mail goes that need not. Whoever delivers the mails reports (`POST /v1/mail-events`) that one did
//! not arrive for good, or that its reader complained; then only letters about the security of an account go there any more. Admins
//! see the list, and lift what is no longer true.
//!
//! Reports are signed as Standard Webhooks has it, with `newsletters.mail_events_secret`; without a secret none are taken. Each is
//! received once, and a repeat changes nothing: its name is kept as long as its timestamp is good.

mod model;
mod policy;
mod receive;
mod service;
mod store;

pub use model::{MailEvent, MailEventKind, Signed, Suppression, SuppressionReason};
pub use receive::{Verified, receive, verify};
pub(crate) use service::forget;
pub use service::{lift, list};
pub(crate) use store::{holds, reachable, reason};
