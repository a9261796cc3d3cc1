//! Who in this process listens to what.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    Arrival, Channel, Event, Subscription,
    inbox::{Abandon, Inbox},
};

type Listeners = HashMap<Channel, Vec<Arc<Inbox>>>;

/// Who in this process listens to what.
#[derive(Debug, Default)]
pub(super) struct Hub {
    listeners: Mutex<Listeners>,
    /// How many channels somebody listens to; read without the lock.
    channels: AtomicUsize,
}

impl Hub {
    /// Listens from now on.
    pub(super) fn join(self: &Arc<Self>, channels: Vec<Channel>, capacity: usize, abandon: Abandon) -> Subscription {
        let inbox = Arc::new(Inbox::new(capacity));
        self.with(|listeners| {
            for channel in &channels {
                listeners.entry(channel.clone()).or_default().push(Arc::clone(&inbox));
            }
        });
        Subscription { channels, inbox, hub: Arc::clone(self), abandon }
    }

    /// Listens no more; tells which channels nobody listens to now.
    pub(super) fn leave(&self, channels: &[Channel], inbox: &Arc<Inbox>) -> Vec<Channel> {
        self.with(|listeners| {
            let mut left = Vec::new();
            for channel in channels {
                let Some(all) = listeners.get_mut(channel) else { continue };
                all.retain(|one| !Arc::ptr_eq(one, inbox));
                if all.is_empty() {
                    listeners.remove(channel);
                    left.push(channel.clone());
                }
            }
            left
        })
    }

    pub(super) fn changed(&self, channel: &Channel) {
        self.tell(channel, &Arrival::Changed(channel.clone()));
    }

    pub(super) fn happened(&self, event: &Arc<Event>) {
        self.tell(&event.channel, &Arrival::Happened(Arc::clone(event)));
    }

    /// Tells everybody to look again, whatever they look at.
    pub(super) fn all_changed(&self) {
        self.channels().iter().for_each(|channel| self.changed(channel));
    }

    /// Tells everybody that something may not have arrived.
    pub(super) fn all_missed(&self) {
        self.with(|listeners| listeners.values().flatten().for_each(|inbox| inbox.put(Arrival::Missed)));
    }

    fn tell(&self, channel: &Channel, arrival: &Arrival) {
        if self.is_empty() {
            return;
        }
        self.with(|listeners| {
            for inbox in listeners.get(channel).into_iter().flatten() {
                inbox.put(arrival.clone());
            }
        });
    }

    pub(super) fn channels(&self) -> Vec<Channel> {
        self.with(|listeners| listeners.keys().cloned().collect())
    }

    pub(super) fn has(&self, channel: &Channel) -> bool {
        self.with(|listeners| listeners.contains_key(channel))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.channels.load(Ordering::Acquire) == 0
    }

    fn with<T>(&self, work: impl FnOnce(&mut Listeners) -> T) -> T {
        // A map stays whole whatever panicked beside it.
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let done = work(&mut listeners);
        self.channels.store(listeners.len(), Ordering::Release);
        done
    }
}
