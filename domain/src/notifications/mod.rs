//! Notifications: what people are told of what others do. Somebody they follow publishes, comments on their posts, replies to
//! them, mentions them, reacts to what they wrote, follows them. What happens below comes here by jobs.
//!
//! Each event is told once to each person: a comment that replies to its reader and mentions them is a reply. What happens to one
//! thing is gathered in one notification as long as that is unread ("7 people reacted"); reading it ends the gathering. Nobody
//! hears of themselves, nor of who has blocked them or whom they have blocked, nor of anything that is not published or is
//! deleted or taken back: that is asked when it is told, again whenever it is read, and again before it is mailed. Nobody is told
//! who is suspended or leaving.
//!
//! What moderators do about somebody is told, too (`moderation`), without who it was.
//!
//! Each kind comes by the ways that its reader wants: the inbox, a mail at once, a digest each day or week at an hour of their
//! own clocks. What people say is mailed each time, reactions and followers the first time of each gathering. What is not in the inbox
//! can't be read there: the digest that tells it ends its gathering, and where there is none, a mail of reactions or followers does. The
//! numbers of an inbox (`seq`) only grow, in the order of commits, so whoever comes back hears exactly what came since.

mod deliver;
mod digests;
mod fan_out;
mod jobs;
mod letters;
mod model;
mod purge;
mod service;
mod store;
mod tell;
mod unsubscribe;

pub use deliver::deliver;
pub use digests::{deliver_digest, send_digests};
pub use fan_out::fan_out;
pub use jobs::{MailDigest, MailNotification};
pub use model::{
    DIGEST_HOUR_MAX, Digest, Notification, NotificationKind, Preference, Preferences, PreferencesInput, TIME_ZONE_MAX,
};
pub use purge::purge;
pub(crate) use service::{end, since};
pub use service::{list, preferences, read, read_all, set_preferences, unread_count};
pub(crate) use store::forget;
pub(crate) use tell::of_moderation;
pub use tell::{of_comment, of_follow, of_reaction};
pub use unsubscribe::{Wish, token, unsubscribe, wish};
