//! What waits for one listener: never more than a handful of channels and a bounded number of events.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use super::{Channel, Position, hub::Hub};

/// Something that has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the log.
    pub position: Position,
    /// Where.
    pub channel: Channel,
    /// The few words about it.
    pub data: String,
}

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// Look again at what this channel shows.
    Changed(Channel),
    /// Something has happened.
    Happened(Arc<Event>),
    /// Something may not have arrived: too much at once, or the way was broken.
    Missed,
}

#[derive(Debug, Default)]
struct Waiting {
    changed: Vec<Channel>,
    happened: VecDeque<Arc<Event>>,
    missed: bool,
}

/// What waits for one listener.
#[derive(Debug)]
pub(super) struct Inbox {
    capacity: usize,
    waiting: Mutex<Waiting>,
    bell: Notify,
}

impl Inbox {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, waiting: Mutex::default(), bell: Notify::new() }
    }

    pub(super) fn put(&self, arrival: Arrival) {
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            match arrival {
                // Two changes of one thing are one.
                Arrival::Changed(channel) if waiting.changed.contains(&channel) => return,
                Arrival::Changed(channel) => waiting.changed.push(channel),
                Arrival::Happened(event) if waiting.happened.len() < self.capacity => waiting.happened.push_back(event),
                Arrival::Happened(_) | Arrival::Missed => {
                    waiting.happened.clear();
                    waiting.missed = true;
                }
            }
        }
        self.bell.notify_one();
    }

    fn take(&self) -> Option<Arrival> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut waiting.missed) {
            return Some(Arrival::Missed);
        }
        let event = waiting.happened.pop_front().map(Arrival::Happened);
        event.or_else(|| waiting.changed.pop().map(Arrival::Changed))
    }

    #[cfg(test)]
    pub(super) fn next_now(&self) -> Option<Arrival> {
        self.take()
    }

    /// Waits for the next thing. Losing this future loses nothing.
    async fn next(&self) -> Arrival {
        loop {
            if let Some(arrival) = self.take() {
                return arrival;
            }
            self.bell.notified().await;
        }
    }
}

/// Called with the channels that nobody in this process listens to any more.
pub(super) type Abandon = Arc<dyn Fn(Vec<Channel>) + Send + Sync>;

/// A listener, from [`super::Events::subscribe`]. Dropping it ends the listening.
pub struct Subscription {
    pub(super) channels: Vec<Channel>,
    pub(super) inbox: Arc<Inbox>,
    pub(super) hub: Arc<Hub>,
    pub(super) abandon: Abandon,
}

impl Subscription {
    /// Waits for the next thing. Losing this future loses nothing.
    pub async fn next(&mut self) -> Arrival {
        self.inbox.next().await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let left = self.hub.leave(&self.channels, &self.inbox);
        if !left.is_empty() {
            (self.abandon)(left);
        }
    }
}
