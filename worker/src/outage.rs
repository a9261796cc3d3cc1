//! Logging an outage once when it begins and once when it ends, however many tasks run into it.

use std::{
    error::Error as _,
    sync::atomic::{AtomicBool, Ordering},
};

use presswork_domain::Error;

/// Something outside that this process needs.
pub(crate) struct Outage {
    what: &'static str,
    meanwhile: &'static str,
    away: AtomicBool,
}

impl Outage {
    pub(crate) const fn new(what: &'static str, meanwhile: &'static str) -> Self {
        Self { what, meanwhile, away: AtomicBool::new(false) }
    }

    /// It failed somebody.
    pub(crate) fn failed(&self, error: &Error) {
        if !self.away.swap(true, Ordering::AcqRel) {
            tracing::warn!(%error, cause = cause(error), "{} is away; {}", self.what, self.meanwhile);
        }
    }

    /// It served somebody.
    pub(crate) fn served(&self) {
        if self.away.load(Ordering::Acquire) && self.away.swap(false, Ordering::AcqRel) {
            tracing::info!("{} is back", self.what);
        }
    }
}

/// What only the log may know.
pub(crate) fn cause(error: &Error) -> Option<String> {
    error.source().map(ToString::to_string)
}
