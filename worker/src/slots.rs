//! The slots of a queue: so many jobs run at once. A job may leave its slot before it ends, to wait for somebody outside
//! ([`Slot`]): apalis' own limit would count it to the end, and receivers that are slow would keep everybody else waiting.

use std::{
    sync::Arc,
    task::{Context, Poll, ready},
};

use apalis::prelude::Task;
use presswork_domain::jobs::Slot;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::PollSemaphore;
use tower::{Layer, Service};

use crate::held::Work;

/// So many times as many jobs as there are slots may wait outside of them; the next ones keep theirs. Each of them has a connection open
/// and its answer in memory.
const OUTSIDE: usize = 16;

/// The slots of one queue. As a layer, it asks for no work before one is free, and gives it to the job that comes.
#[derive(Clone)]
pub(crate) struct Slots {
    inside: Arc<Semaphore>,
    outside: Arc<Semaphore>,
}

impl Slots {
    pub(crate) fn new(concurrency: usize) -> Self {
        let outside = concurrency.saturating_mul(OUTSIDE).min(Semaphore::MAX_PERMITS);
        Self { inside: Arc::new(Semaphore::new(concurrency)), outside: Arc::new(Semaphore::new(outside)) }
    }

    /// How many are free for who asks for work: apalis does so with one of them in its hands.
    pub(crate) fn free(&self) -> usize {
        self.inside.available_permits() + 1
    }

    /// Waits until a run has left its slot and there is room for it outside, which it has as long as it keeps what this returns.
    pub(crate) async fn left(&self, slot: &Slot) -> Option<OwnedSemaphorePermit> {
        slot.left().await;
        Arc::clone(&self.outside).acquire_owned().await.ok()
    }
}

impl<S> Layer<S> for Slots {
    type Service = InSlots<S>;

    fn layer(&self, inner: S) -> InSlots<S> {
        InSlots { inner, inside: PollSemaphore::new(Arc::clone(&self.inside)), place: None }
    }
}

/// A service that is ready when a slot is free.
pub(crate) struct InSlots<S> {
    inner: S,
    inside: PollSemaphore,
    /// That of the next job.
    place: Option<OwnedSemaphorePermit>,
}

impl<S: Service<Task<Work>>> Service<Task<Work>> for InSlots<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        if self.place.is_none() {
            self.place = ready!(self.inside.poll_acquire(cx));
        }
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut task: Task<Work>) -> S::Future {
        task.args.place = self.place.take();
        self.inner.call(task)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn so_many_times_as_many_as_there_are_slots_wait_outside() {
        let (slots, slot) = (Slots::new(2), Slot::default());
        assert!(slots.left(&slot).now_or_never().is_none(), "it is in its slot");
        slot.leave();
        let mut outside = Vec::new();
        for _ in 0..2 * OUTSIDE {
            outside.push(slots.left(&slot).now_or_never().flatten().unwrap());
        }
        assert!(slots.left(&slot).now_or_never().is_none(), "it keeps its slot");
        outside.pop();
        assert!(slots.left(&slot).now_or_never().flatten().is_some());
    }
}
