//! From the kind of a job to its handler. The payload's type decides kind and timeout, so a handler can't be registered
//! under a wrong one.

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use presswork_domain::{
    Error, Result,
    jobs::{Backoff, Job, Judgement, Run},
};
use serde_json::Value;

type Start = Box<dyn Fn(Arc<Run>, Value) -> Result<BoxFuture<'static, Result<Value>>, serde_json::Error> + Send + Sync>;

/// How one kind of job is run.
pub(crate) struct Handler {
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How long to wait before another attempt.
    pub backoff: Backoff,
    /// What an error means for a job of this kind.
    pub judge: fn(&Error) -> Judgement,
    /// Parses the payload and begins the run; nothing happens until the future is polled.
    pub start: Start,
    reads: fn(&Value) -> bool,
}

/// Every handler of a release.
#[derive(Default)]
pub struct Registry {
    handlers: HashMap<&'static str, Handler>,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.handlers.keys()).finish()
    }
}

impl Registry {
    /// Adds the handler of one payload.
    #[must_use]
    pub fn with<J, Fut>(mut self, handler: impl Fn(Arc<Run>, J) -> Fut + Send + Sync + 'static) -> Self
    where
        J: Job,
        Fut: Future<Output = Result<Value>> + Send + 'static,
    {
        let start: Start = Box::new(move |run, payload| Ok(handler(run, serde_json::from_value(payload)?).boxed()));
        let reads = |payload: &Value| J::deserialize(payload).is_ok();
        self.handlers
            .insert(J::KIND, Handler { timeout: J::TIMEOUT, backoff: J::BACKOFF, judge: J::judge, start, reads });
        self
    }

    /// The handler of a kind.
    pub(crate) fn get(&self, kind: &str) -> Option<&Handler> {
        self.handlers.get(kind)
    }

    /// The kinds that have a handler.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        self.handlers.keys().copied().collect()
    }

    /// Whether this release can run a job of this kind with this payload.
    pub(crate) fn reads(&self, kind: &str, payload: &Value) -> bool {
        self.get(kind).is_some_and(|handler| (handler.reads)(payload))
    }
}
