//! What the tasks of one process share.

use std::{sync::Arc, time::Duration};

use presswork_domain::{
    Context, Deps, Error, Result,
    jobs::Claimed,
    platform::outage::{Outage, Use, cause},
};
use tokio::{sync::Notify, time::sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Registry,
    held::{Held, Work},
    link::Link,
    name,
};

/// How long to wait before asking again what was away.
pub(crate) const AGAIN: Duration = Duration::from_secs(1);
/// The first wait for a write that has to succeed; each further one doubles, up to [`AGAIN`].
const SOON: Duration = Duration::from_millis(50);

/// What the tasks of one process share.
pub(crate) struct Shared {
    pub deps: Arc<Deps>,
    pub registry: Registry,
    /// The name under which this process claims.
    pub worker: Arc<str>,
    pub held: Held,
    pub link: Link,
    /// Fires when an operator asks this process to take nothing new.
    pub drain: CancellationToken,
    database: Outage,
    /// Rings when a job of this process was scheduled for a moment before the next sweep.
    pub sweep_soon: Notify,
    /// Every task that holds claims, so that a stop can wait for the last of them.
    pub tasks: TaskTracker,
}

impl Shared {
    pub(crate) fn new(deps: Arc<Deps>, registry: Registry) -> Self {
        Self {
            worker: name::unique(&*deps.entropy).into(),
            deps,
            registry,
            held: Held::default(),
            link: Link::default(),
            drain: CancellationToken::new(),
            database: Outage::new("the database", "jobs wait for it"),
            sweep_soon: Notify::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// A context of the moment, for statements of the ledger.
    pub(crate) fn cx(&self) -> Context {
        Context::system(Arc::clone(&self.deps), Arc::clone(&self.worker))
    }

    pub(crate) fn hold(&self, claimed: Vec<Claimed>) -> Vec<Work> {
        claimed.into_iter().filter_map(|job| self.held.hold(job)).collect()
    }

    /// Remembers that the database failed somebody, and logs it once per outage. The queue does so by itself.
    pub(crate) fn failed(&self, error: &Error) {
        if !matches!(error, Error::Unavailable { what: "redis", .. }) {
            self.database.failed(Use::Asking, error);
        }
    }

    /// Remembers that the database served somebody.
    pub(crate) fn served(&self) {
        self.database.served(Use::Asking);
    }

    /// Writes to the ledger, however long the database is away: the fence makes a late write harmless, while giving up
    /// would run a job twice. `None` when the write can't ever succeed; the lease runs out then.
    pub(crate) async fn persist<T, F>(&self, mut write: impl FnMut() -> F) -> Option<T>
    where
        F: Future<Output = Result<T>>,
    {
        let mut wait = SOON;
        loop {
            match write().await {
                Ok(written) => {
                    self.served();
                    return Some(written);
                }
                Err(error @ Error::Unavailable { .. }) => self.failed(&error),
                Err(error) => {
                    tracing::error!(%error, cause = cause(&error), "the ledger refused a write");
                    return None;
                }
            }
            sleep(wait).await;
            wait = (wait * 2).min(AGAIN);
        }
    }
}
