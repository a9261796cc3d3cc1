//! Mail out of the house.
//!
//! One port, [`Mailer`], and two adapters that deployments really swap: [`SmtpMailer`] hands mail to a server,
//! [`FolderMailer`] drops it as `.eml` files into a folder, which is all that development and tests need. [`mailbox`]
//! reads such a folder again, for the development mailbox.
//!
//! Mail is only ever sent by jobs, and a job may run twice. So a [`Mail`] carries an id made of its job's id: the second
//! sending has the same `Message-ID`, which receiving servers fold into one and the folder keeps as one file.

mod folder;
mod letterhead;
mod mail;
pub mod mailbox;
mod port;
mod smtp;

pub use folder::FolderMailer;
pub use letterhead::Letterhead;
pub use mail::Mail;
pub use mailbox::{MailSummary, MailView};
pub use port::Mailer;
pub use smtp::SmtpMailer;
