//! Telling whoever watches a job that it has changed. What it has become they read themselves, as who they are.

use crate::{
    Context,
    ids::JobId,
    platform::events::{Channel, Signal},
};

/// These have changed, and the change is committed. Costs nothing while nobody can hear it.
pub(super) fn changed(cx: &Context, jobs: impl IntoIterator<Item = JobId>) {
    if cx.deps.events.is_heard() {
        let signals: Vec<_> = jobs.into_iter().map(signal).collect();
        if !signals.is_empty() {
            cx.deps.events.publish(signals);
        }
    }
}

/// That this one has changed.
pub(super) fn signal(job: JobId) -> Signal {
    Signal::Changed(Channel::job(job))
}
