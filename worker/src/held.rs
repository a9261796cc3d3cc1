//! The claims that this process holds: what is here gets its lease renewed, what is gone may run out.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, PoisonError},
};

use presswork_domain::{ids::JobId, jobs::Claimed};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

/// A claim: the job and the attempt, so that an old run of a job does not let go of a newer one.
type Claim = (JobId, u32);

/// The claims of a process, each with what calls it off.
type Claims = HashMap<Claim, CancellationToken>;

/// The claims of a process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held(Arc<Mutex<Claims>>);

/// One claim, held as long as this lives.
#[derive(Debug)]
pub(crate) struct Ticket {
    claim: Claim,
    held: Held,
    /// Fires when the job is called off.
    pub called_off: CancellationToken,
}

/// A claimed job on its way to its run.
#[derive(Debug)]
pub(crate) struct Work {
    pub job: Claimed,
    pub ticket: Ticket,
    /// Its slot, once it has one.
    pub place: Option<OwnedSemaphorePermit>,
}

impl Held {
    /// Holds a claim from now on; nothing where it is held already. A server that crashed may have forgotten that it was made: the run that has
    /// begun goes on under the claim that was made again, and a second one could not be told from it.
    pub(crate) fn hold(&self, job: Claimed) -> Option<Work> {
        let claim = (job.id, job.attempt);
        let called_off = CancellationToken::new();
        let is_new = self.with(|claims| match claims.entry(claim) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(called_off.clone());
                true
            }
        });
        is_new.then(|| Work { job, ticket: Ticket { claim, held: self.clone(), called_off }, place: None })
    }

    /// The jobs held.
    pub(crate) fn ids(&self) -> Vec<JobId> {
        self.with(|claims| claims.keys().map(|(id, _)| *id).collect())
    }

    /// Tells the runs of these jobs to stop.
    pub(crate) fn call_off(&self, jobs: &[JobId]) {
        self.with(|claims| {
            for ((id, _), called_off) in claims.iter() {
                if jobs.contains(id) {
                    called_off.cancel();
                }
            }
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.with(|claims| claims.is_empty())
    }

    fn with<T>(&self, change: impl FnOnce(&mut Claims) -> T) -> T {
        // A set stays whole whatever panicked beside it.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.held.with(|claims| claims.remove(&self.claim));
    }
}
