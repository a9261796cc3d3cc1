//! Faults of an input, collected so that all are reported together.

use std::fmt;

use crate::error::{Error, Result};

/// One part of an input that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON Pointer (RFC 6901) to the part, such as `/tags/2`; empty for the whole.
    pub pointer: String,
    /// Stable name of the fault, such as `too_long`.
    pub code: &'static str,
    /// One sentence for a person.
    pub detail: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }
}

/// The sentence, with its place in front where it has one.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.detail),
            pointer => write!(f, "{pointer}: {}", self.detail),
        }
    }
}

/// What a value type says when it refuses its text: a code and a sentence. The place is the caller's to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable name, such as `too_long`.
    pub code: &'static str,
    /// One sentence for a person.
    pub detail: String,
}

impl Refusal {
    /// A refusal with its reason.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// The error of an input of which only this place is wrong.
    #[must_use]
    pub fn at(self, pointer: impl Into<String>) -> Error {
        Error::invalid(pointer, self.code, self.detail)
    }
}

/// A collector: parse every part, keep what failed, ask once at the end.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Keeps a refusal with its place, or hands the value on.
    pub fn take<T>(&mut self, pointer: impl Into<String>, parsed: Result<T, Refusal>) -> Option<T> {
        parsed.map_err(|r| self.0.push(Fault::new(pointer, r.code, r.detail))).ok()
    }

    /// Adds a fault found by comparing parts.
    pub fn push(&mut self, pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) {
        self.0.push(Fault::new(pointer, code, detail));
    }

    /// The parsed whole, or every fault at once.
    ///
    /// # Errors
    /// `Invalid` with all faults when there are any, or when a part is missing.
    pub fn finish<T>(self, whole: Option<T>) -> Result<T> {
        match whole {
            Some(whole) if self.0.is_empty() => Ok(whole),
            _ => Err(Error::Invalid(self.0)),
        }
    }
}
