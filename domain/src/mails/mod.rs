//! Letters to people, sent by a job. The payload holds ids and small facts; the address and every secret are looked up or
//! derived when the letter is written, so that the ledger holds neither.

mod jobs;
mod letter;
mod moderated;
mod notice;
mod page;
mod service;
mod store;

pub(crate) use jobs::CONVERSATION;
pub use jobs::{Letter, SendMail};
pub use letter::{appeal_token, email_token, invitation_token};
pub use notice::Notice;
pub(crate) use service::{Message, Reader, send_letter, send_message, send_to};
pub use service::{deliver, farewell};
