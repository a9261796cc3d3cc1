//! Following one's own inbox. The database is its log: places there only grow, in the order of commits, so that reading from
//! where one is misses nothing and brings nothing twice.

use std::collections::VecDeque;

use super::Topic;
use crate::{
    Context, Result,
    notifications::{self, Notification},
    platform::events::Channel,
};

/// How much is read at a time.
const SOME: usize = 50;

/// An inbox that is followed.
pub(super) struct Inbox {
    pub topic: Topic,
    pub channel: Channel,
    /// The place up to which it has been read.
    read: i64,
    /// The place up to which it has been handed out.
    handed: i64,
    /// Whether there may be more.
    due: bool,
    /// What has been read and not handed out.
    waiting: VecDeque<Notification>,
}

impl Inbox {
    pub fn new(topic: Topic, channel: Channel) -> Self {
        Self { topic, channel, read: 0, handed: 0, due: false, waiting: VecDeque::new() }
    }

    /// Begins at the end.
    pub async fn begin(&mut self, cx: &Context) -> Result<()> {
        self.read = notifications::end(cx).await?;
        self.handed = self.read;
        Ok(())
    }

    /// Begins at an earlier place. False for one that there is not: it is one of another inbox.
    pub const fn begin_at(&mut self, place: i64) -> bool {
        if place > self.read {
            return false;
        }
        self.due = place < self.read;
        (self.read, self.handed) = (place, place);
        true
    }

    /// There may be more.
    pub const fn ring(&mut self) {
        self.due = true;
    }

    /// Where to come back to.
    pub const fn place(&self) -> i64 {
        self.handed
    }

    /// The next of what has come, when there is any. What may not be told any more is passed over.
    pub async fn next(&mut self, cx: &Context) -> Result<Option<Notification>> {
        while self.due && self.waiting.is_empty() {
            let news = notifications::since(cx, self.read, SOME).await?;
            (self.read, self.due) = (news.until, news.more);
            self.waiting = news.notifications.into();
        }
        let next = self.waiting.pop_front();
        self.handed = match &next {
            Some(it) if !self.waiting.is_empty() => it.seq,
            // Behind the last there may have been some that were passed over.
            _ => self.read,
        };
        Ok(next)
    }
}
