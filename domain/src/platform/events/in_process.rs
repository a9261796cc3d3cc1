//! The embedded way: everybody who listens is in this process, and so is the log.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;

use super::{Channel, Event, Events, Position, Signal, Subscription, hub::Hub};
use crate::{
    Result,
    platform::{clock::Clock, freshness::Freshness, settings::Realtime},
};

/// Signals within this process.
pub struct InProcessEvents {
    hub: Arc<Hub>,
    buffer: usize,
    log: Mutex<Log>,
}

/// The last events. Their positions begin with the time of the start, so that those of an earlier process are known to be
/// none of ours.
struct Log {
    kept: VecDeque<Arc<Event>>,
    capacity: usize,
    end: Position,
}

impl InProcessEvents {
    /// An empty log, beginning now.
    #[must_use]
    pub fn new(settings: &Realtime, clock: &dyn Clock) -> Self {
        let millis = u64::try_from(clock.now().timestamp_millis()).unwrap_or_default();
        let log = Log { kept: VecDeque::new(), capacity: settings.log, end: Position { millis, count: 0 } };
        Self { hub: Arc::default(), buffer: settings.buffer, log: Mutex::new(log) }
    }

    fn with_log<T>(&self, work: impl FnOnce(&mut Log) -> T) -> T {
        work(&mut self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Log {
    fn append(&mut self, channel: Channel, data: String) -> Arc<Event> {
        self.end.count += 1;
        let event = Arc::new(Event { position: self.end, channel, data });
        if self.kept.len() == self.capacity {
            self.kept.pop_front();
        }
        self.kept.push_back(Arc::clone(&event));
        event
    }

    fn since(&self, after: Position, channels: &[Channel]) -> Option<Vec<Event>> {
        let forgotten = self.kept.front().map_or(self.end.count, |first| first.position.count - 1);
        if after.millis != self.end.millis || !(forgotten..=self.end.count).contains(&after.count) {
            return None;
        }
        let later = self.kept.iter().filter(|event| event.position > after && channels.contains(&event.channel));
        Some(later.map(|event| (**event).clone()).collect())
    }
}

#[async_trait]
impl Events for InProcessEvents {
    fn publish(&self, signals: Vec<Signal>) {
        for signal in signals {
            match signal {
                Signal::Written(_) => {}
                Signal::Changed(channel) => self.hub.changed(&channel),
                // Told under the lock of the log, so that nobody hears the second event before the first.
                Signal::Happened(channel, data) => self.with_log(|log| self.hub.happened(&log.append(channel, data))),
            }
        }
    }

    fn is_heard(&self) -> bool {
        !self.hub.is_empty()
    }

    async fn subscribe(&self, channels: Vec<Channel>) -> Result<Subscription> {
        Ok(self.hub.join(channels, self.buffer, Arc::new(|_| {})))
    }

    async fn position(&self) -> Result<Position> {
        Ok(self.with_log(|log| log.end))
    }

    async fn since(&self, after: Position, channels: &[Channel]) -> Result<Option<Vec<Event>>> {
        Ok(self.with_log(|log| log.since(after, channels)))
    }

    /// There are no others.
    fn keep_fresh(&self, _: Arc<Freshness>) {}

    async fn flush(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{clock::SystemClock, events::Arrival};

    fn events(buffer: usize, log: usize) -> InProcessEvents {
        InProcessEvents::new(&Realtime { buffer, log, ..Realtime::for_tests() }, &SystemClock)
    }

    fn happened(n: usize) -> Signal {
        Signal::Happened(Channel::feed(), n.to_string())
    }

    #[tokio::test]
    async fn changes_of_one_thing_come_to_one_and_others_are_not_heard() {
        let events = events(8, 8);
        let (one, other) = (Channel::named("one"), Channel::named("other"));
        let mut heard = events.subscribe(vec![one.clone()]).await.unwrap();
        events.publish(vec![Signal::Changed(one.clone()), Signal::Changed(other), Signal::Changed(one.clone())]);
        events.publish(vec![happened(1)]);
        assert_eq!(heard.next().await, Arrival::Changed(one));
        assert_eq!(heard.inbox.next_now(), None);
    }

    #[tokio::test]
    async fn who_is_too_slow_is_told_so_and_hears_what_comes_next() {
        let events = events(2, 8);
        let mut heard = events.subscribe(vec![Channel::feed()]).await.unwrap();
        events.publish((1..=3).map(happened).collect());
        assert_eq!(heard.next().await, Arrival::Missed);
        events.publish(vec![happened(4)]);
        assert!(matches!(heard.next().await, Arrival::Happened(event) if event.data == "4"));
    }

    #[tokio::test]
    async fn the_log_tells_what_came_after_a_position_as_far_as_it_reaches() {
        let events = events(8, 2);
        let start = events.position().await.unwrap();
        let told = async |after| {
            let found: Option<Vec<Event>> = events.since(after, &[Channel::feed()]).await.unwrap();
            found.map(|all| all.into_iter().map(|event| event.data).collect::<Vec<_>>())
        };
        events.publish(vec![happened(1), Signal::Happened(Channel::named("other"), String::new())]);
        assert_eq!(told(start).await.unwrap(), ["1"]);
        events.publish(vec![happened(2)]);
        assert_eq!(told(start).await, None, "the first one is forgotten");
        let second = Position { count: 1, ..start };
        assert_eq!(told(second).await.unwrap(), ["2"]);
        assert_eq!(told(events.position().await.unwrap()).await.unwrap().len(), 0);
        assert_eq!(told(Position { millis: 1, count: 0 }).await, None, "of an earlier process");
        assert_eq!(told(Position { count: 9, ..start }).await, None, "not yet");
    }

    #[tokio::test]
    async fn nothing_is_left_of_a_listener_that_went_away() {
        let events = events(8, 8);
        let heard = events.subscribe(vec![Channel::feed(), Channel::named("other")]).await.unwrap();
        assert!(events.is_heard());
        drop(heard);
        assert!(!events.is_heard());
    }
}
