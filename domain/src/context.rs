//! The one value through which everything reaches the rules: nothing is global.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{
    Actor, Deps, Origin, Result,
    budget::Meter,
    idempotency::{self, Claim},
    platform::{Settings, Tx, db::After},
    scope::Scope,
    trace::Trace,
};

/// One request, or one run of a job.
#[derive(Clone)]
pub struct Context {
    /// What the process holds.
    pub deps: Arc<Deps>,
    /// Who is asking.
    pub actor: Actor,
    /// Where the request comes from.
    pub origin: Origin,
    /// The time of this request or run; it does not move while it lasts.
    pub now: DateTime<Utc>,
    /// The id under which logs and problem bodies speak of this request.
    pub request_id: Arc<str>,
    /// The trace that it is a part of, where there is one.
    pub trace: Option<Trace>,
    /// What this request has done so far.
    pub meter: Arc<Meter>,
    /// The idempotency key under which this runs, when it came with one.
    claim: Option<Claim>,
}

impl Context {
    /// A context of the system itself.
    #[must_use]
    pub fn system(deps: Arc<Deps>, request_id: impl Into<Arc<str>>) -> Self {
        let now = deps.clock.now();
        let (actor, origin, request_id) = (Actor::System, Origin::default(), request_id.into());
        Self { deps, actor, origin, now, request_id, trace: None, meter: Arc::default(), claim: None }
    }

    /// The same request, asked by someone else.
    #[must_use]
    pub fn with_actor(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// The same actor at this moment: for what lasts, such as a stream, and reads more than once.
    #[must_use]
    pub fn again(&self) -> Self {
        Self {
            now: self.deps.clock.now(),
            meter: Arc::default(),
            claim: None,
            actor: self.actor.clone().at_any_time(),
            ..self.clone()
        }
    }

    /// The same request, known to come from there.
    #[must_use]
    pub fn with_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The same request as a step of a trace.
    #[must_use]
    pub fn with_trace(self, trace: Option<Trace>) -> Self {
        Self { trace, ..self }
    }

    /// The same request under an idempotency key: every transaction that it opens is fenced by the claim.
    #[must_use]
    pub(crate) fn claiming(self, claim: Claim) -> Self {
        Self { claim: Some(claim), ..self }
    }

    /// Opens the one transaction of a use case. Whatever a use case forgets to ask, a token that only reads gets none.
    ///
    /// # Errors
    /// `unavailable` when the database is away or no connection comes free in time; `insufficient_scope`.
    pub async fn begin(&self) -> Result<Tx> {
        if let Actor::Token(token) = &self.actor
            && !token.scopes.change_anything()
        {
            return Err(Scope::Write.missing());
        }
        let fence = self.claim.as_ref().map(idempotency::fence);
        Ok(self.deps.db.begin(self.after()).await?.fenced(fence))
    }

    /// Opens a transaction that no idempotency key has a say in, for what is no effect of the request.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub(crate) async fn begin_apart(&self) -> Result<Tx> {
        self.deps.db.begin(self.after()).await
    }

    /// What a transaction tells once it is committed.
    fn after(&self) -> After {
        After {
            queue: Arc::clone(&self.deps.queue),
            events: Arc::clone(&self.deps.events),
            metrics: Arc::clone(&self.deps.metrics),
            freshness: Arc::clone(&self.deps.freshness),
        }
    }

    /// Whether operators may operate from where this request comes from.
    #[must_use]
    pub fn may_operate_here(&self) -> bool {
        self.settings().http.operates_from(self.origin.address)
    }

    /// What the operator decided.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.deps.settings
    }
}
