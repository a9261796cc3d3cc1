//! Newsletters: posts that are mailed to subscribers when they are published.
//!
//! Anybody subscribes by a mail address and confirms by the link that is mailed there; the answer tells nothing about who is known.
//! Who is logged in subscribes at once, with the confirmed address of the account, and is mailed at the one it has by then. Several
//! rows may so lead to one address: it is mailed once, and ending one ends all. None is taken out for another, because the links that were
//! mailed for it stay good. Every newsletter has a link that ends them by one click; admins see who subscribes, and remove them.
//!
//! Editors publish a post as a newsletter. The job goes through the subscribers in chunks, each of which notes how far it has come, and
//! waits for their mails: its children, of which no more leave in a minute than `newsletters.mails_per_minute`. Who was mailed a post is
//! kept for ever, by a keyed hash of the address, so a post comes to nobody twice, however often it is published. A mail that is not sent
//! after all takes that back, in the transaction that ends its job: published again, the post comes to whoever has not had it.

mod addresses;
mod claims;
mod deliver;
mod fan_out;
mod jobs;
mod letters;
mod link;
mod model;
mod policy;
mod service;
mod store;

pub use addresses::let_go_of_former;
pub use deliver::{deliver, send_link};
pub use fan_out::fan_out;
pub use jobs::{MailNewsletter, MailSubscriptionLink};
pub use link::{end_by_link, is_link, subscriber_of};
pub use model::{Preference, SubscribeInput, Subscriber, Subscription};
pub use service::{confirm, list, preference, remove, subscribe, unsubscribe};
pub(crate) use store::forget;
