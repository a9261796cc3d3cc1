//! Logging an outage once when it begins and once when it ends, however many tasks run into it.

use std::{
    error::Error as _,
    sync::atomic::{AtomicU8, Ordering},
};

use crate::{Error, Result};

/// Something outside that this process needs.
#[derive(Debug)]
pub struct Outage {
    what: &'static str,
    meanwhile: &'static str,
    /// The uses that it fails, a bit each.
    failing: AtomicU8,
}

/// What it is needed for. One use may fail while another goes on, as where it takes no further connections: it is not back before
/// both do.
#[derive(Debug, Clone, Copy)]
pub enum Use {
    /// Asking or telling it something.
    Asking = 1,
    /// Waiting for what it has.
    Waiting = 2,
    /// Giving it something, which it may refuse while it answers, as a Redis that is full does.
    Giving = 4,
}

impl Outage {
    /// Of this; in words for the log, like what happens meanwhile.
    #[must_use]
    pub const fn new(what: &'static str, meanwhile: &'static str) -> Self {
        Self { what, meanwhile, failing: AtomicU8::new(0) }
    }

    /// Remembers how a use of it went.
    ///
    /// # Errors
    /// What it went wrong with.
    pub fn heard<T>(&self, of: Use, went: Result<T>) -> Result<T> {
        match &went {
            Ok(_) => self.served(of),
            Err(error) => self.failed(of, error),
        }
        went
    }

    /// Whether it failed who used it so last.
    #[must_use]
    pub fn fails(&self, of: Use) -> bool {
        self.failing.load(Ordering::Acquire) & of as u8 != 0
    }

    /// It failed somebody.
    pub fn failed(&self, of: Use, error: &Error) {
        if self.failing.fetch_or(of as u8, Ordering::AcqRel) == 0 {
            tracing::warn!(%error, cause = cause(error), "{} is away; {}", self.what, self.meanwhile);
        }
    }

    /// It served somebody.
    pub fn served(&self, of: Use) {
        let bit = of as u8;
        let was_failing = self.failing.load(Ordering::Acquire) & bit != 0;
        if was_failing && self.failing.fetch_and(!bit, Ordering::AcqRel) == bit {
            tracing::info!("{} is back", self.what);
        }
    }
}

/// What only the log may know.
#[must_use]
pub fn cause(error: &Error) -> Option<String> {
    error.source().map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use std::{
        fmt,
        sync::{Arc, Mutex},
    };

    use tracing::{
        Event, Metadata, Subscriber,
        field::{Field, Visit},
        span::{Attributes, Id, Record},
    };

    use super::*;

    /// Keeps the messages of what is logged.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<String>>>);

    impl Subscriber for Log {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn event(&self, event: &Event<'_>) {
            event.record(&mut self.clone());
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    impl Visit for Log {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            if field.name() == "message" {
                self.0.lock().unwrap().push(format!("{value:?}"));
            }
        }
    }

    /// What is logged of these uses, one after the other, and whether each went well.
    fn logged(uses: &[(Use, bool)]) -> Vec<String> {
        let (log, outage) = (Log::default(), Outage::new("it", "nothing goes on"));
        tracing::subscriber::with_default(log.clone(), || {
            for (of, well) in uses {
                let went = if *well { Ok(()) } else { Err(Error::unavailable("it", "gone")) };
                assert_eq!(outage.heard(*of, went).is_ok(), *well);
            }
        });
        log.0.lock().unwrap().clone()
    }

    const AWAY: &str = "it is away; nothing goes on";
    const BACK: &str = "it is back";

    #[test]
    fn an_outage_is_one_line_when_it_begins_and_one_when_it_ends() {
        use Use::{Asking, Waiting};

        assert_eq!(logged(&[(Asking, true), (Waiting, true)]), [""; 0]);
        let once = [(Asking, false), (Waiting, false), (Asking, false), (Waiting, true), (Asking, true)];
        assert_eq!(logged(&once), [AWAY, BACK]);
        assert_eq!(logged(&[once, once].concat()), [AWAY, BACK, AWAY, BACK]);
    }

    #[test]
    fn it_is_not_back_while_it_fails_one_of_its_uses() {
        use Use::{Asking, Giving, Waiting};

        let asked = [(Waiting, false), (Asking, true), (Waiting, false), (Asking, true)];
        assert_eq!(logged(&asked), [AWAY]);
        assert_eq!(logged(&[&asked[..], &[(Waiting, true)]].concat()), [AWAY, BACK]);
        let full = [(Giving, false), (Asking, true), (Giving, false), (Asking, true)];
        assert_eq!(logged(&full), [AWAY]);
        assert_eq!(logged(&[&full[..], &[(Giving, true)]].concat()), [AWAY, BACK]);
    }
}
