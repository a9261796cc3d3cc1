//! Handing on events: they get their numbers, and webhooks are told. Every worker process does it; one at a time gets to.

use std::{sync::Arc, time::Duration};

use presswork_domain::{
    Result,
    platform::events::{Channel, Subscription},
    webhooks,
};
use tokio::time::{sleep, timeout};

use crate::shared::Shared;

/// What happens within this time is handed on together.
const TOGETHER: Duration = Duration::from_millis(25);

/// Hands on, for ever: when it hears of an event, and at every sweep, because a signal may be lost.
pub(crate) async fn relay(shared: Arc<Shared>) {
    let pause = shared.deps.settings.jobs.sweep_interval;
    let mut heard: Option<Subscription> = None;
    loop {
        if heard.is_none() {
            heard = report(&shared, shared.deps.events.subscribe(vec![Channel::outbox()]).await);
        }
        report(&shared, webhooks::relay(&shared.cx()).await);
        match &mut heard {
            // Patience running out is an answer too.
            Some(heard) => drop(timeout(pause, heard.next()).await),
            None => sleep(pause).await,
        }
        sleep(TOGETHER).await;
    }
}

fn report<T>(shared: &Shared, done: Result<T>) -> Option<T> {
    done.inspect_err(|error| shared.failed(error)).ok()
}
