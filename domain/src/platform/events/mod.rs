//! Telling whoever watches that something has changed or happened, after the commit.
//!
//! Two kinds of signals. A *change* says only which channel to look at again: many of them come to one, and who missed some
//! has missed nothing once it looks. A *happening* carries a few words and is kept for a while in a log, so that who was
//! away hears it later, by its position. A signal is a hint and never the record: readers look in the database, as
//! themselves.
//!
//! Nothing here grows with the speed of what happens or the slowness of who listens: an inbox that is full forgets, and
//! says so ([`Arrival::Missed`]).

mod channel;
mod hub;
mod in_process;
mod inbox;
mod position;
mod redis;

use async_trait::async_trait;

pub use self::redis::RedisEvents;
pub use channel::Channel;
pub use in_process::InProcessEvents;
pub use inbox::{Arrival, Event, Subscription};
pub use position::Position;

use std::sync::Arc;

use super::freshness::{Freshness, Mark};
use crate::Result;

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Signal {
    /// What this channel shows is not what it was: look again.
    Changed(Channel),
    /// Something has happened; a few words about it, which go into the log.
    Happened(Channel, String),
    /// This was written: answers made of it are not true any more. This process knows already.
    Written(Vec<Mark>),
}

/// The way from a commit to everybody who watches, in every process.
#[async_trait]
pub trait Events: Send + Sync {
    /// Tells. Neither blocks nor fails: what can't be told is told as [`Arrival::Missed`] later.
    fn publish(&self, signals: Vec<Signal>);

    /// False when certainly nobody would hear a signal: then there is no need to make one.
    fn is_heard(&self) -> bool;

    /// Listens to channels. From the return on nothing is missed without being told so.
    ///
    /// # Errors
    /// `unavailable` when the way is broken.
    async fn subscribe(&self, channels: Vec<Channel>) -> Result<Subscription>;

    /// The end of the log at this moment.
    ///
    /// # Errors
    /// `unavailable` when the log can't be reached.
    async fn position(&self) -> Result<Position>;

    /// What has happened on these channels after a position, in order; `None` when the log does not reach back so far.
    ///
    /// # Errors
    /// `unavailable` when the log can't be reached.
    async fn since(&self, after: Position, channels: &[Channel]) -> Result<Option<Vec<Event>>>;

    /// From now on what other processes write makes answers of this one untrue.
    fn keep_fresh(&self, freshness: Arc<Freshness>);

    /// Hands on what is still on its way, as far as that is possible within a second.
    async fn flush(&self);
}
