//! The one value through which everything reaches the rules: nothing is global.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    Actor, Deps, Result,
    idempotency::{self, Claim},
    platform::{Settings, Tx},
};

/// One request, or one run of a job.
#[derive(Clone)]
pub struct Context {
    /// What the process holds.
    pub deps: Arc<Deps>,
    /// Who is asking.
    pub actor: Actor,
    /// The time of this request or run; it does not move while it lasts.
    pub now: DateTime<Utc>,
    /// The id under which logs and problem bodies speak of this request.
    pub request_id: Arc<str>,
    /// The idempotency key under which this runs, when it came with one.
    claim: Option<Claim>,
}

impl Context {
    /// A context of the system itself.
    #[must_use]
    pub fn system(deps: Arc<Deps>, request_id: impl Into<Arc<str>>) -> Self {
        let now = deps.clock.now();
        Self { deps, actor: Actor::System, now, request_id: request_id.into(), claim: None }
    }

    /// The same request, asked by someone else.
    #[must_use]
    pub fn with_actor(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// The same request under an idempotency key: every transaction that it opens is fenced by the claim.
    #[must_use]
    pub(crate) fn claiming(self, claim: Claim) -> Self {
        Self { claim: Some(claim), ..self }
    }

    /// Opens the one transaction of a use case.
    ///
    /// # Errors
    /// `unavailable` when the database is away or no connection comes free in time.
    pub async fn begin(&self) -> Result<Tx> {
        let fence = self.claim.as_ref().map(idempotency::fence);
        Ok(self.deps.db.begin(Arc::clone(&self.deps.queue)).await?.fenced(fence))
    }

    /// What the operator decided.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.deps.settings
    }
}
