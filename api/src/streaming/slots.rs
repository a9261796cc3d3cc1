//! How many streams and sockets one caller has open in this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use presswork_domain::{Error, Result};

/// When it is worth to try again: a stream may end at any moment.
const AGAIN: Duration = Duration::from_secs(5);

type Open = Arc<Mutex<HashMap<String, usize>>>;

/// How many streams each caller has open.
pub struct Slots {
    most: usize,
    open: Open,
}

/// One open stream; closed when dropped.
#[derive(Debug)]
pub struct Slot {
    caller: String,
    open: Open,
}

impl Slots {
    /// So many for each caller.
    pub fn new(most: usize) -> Self {
        Self { most, open: Open::default() }
    }

    /// Opens one.
    ///
    /// # Errors
    /// `too_many_streams`.
    pub fn take(&self, caller: String) -> Result<Slot> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(caller.clone()).or_default();
        if *count >= self.most {
            return Err(Error::Limited { code: "too_many_streams", retry_after: AGAIN });
        }
        *count += 1;
        Ok(Slot { caller, open: Arc::clone(&self.open) })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_has_so_many_and_a_closed_one_counts_no_more() {
        let slots = Slots::new(2);
        let (one, _two) = (slots.take("a".to_owned()).unwrap(), slots.take("a".to_owned()).unwrap());
        assert_eq!(slots.take("a".to_owned()).unwrap_err().code(), "too_many_streams");
        assert!(slots.take("b".to_owned()).is_ok());
        drop(one);
        assert!(slots.take("a".to_owned()).is_ok());
        assert_eq!(slots.open.lock().unwrap().len(), 1, "nothing is kept of who has none open");
    }
}
