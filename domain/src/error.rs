//! The one error of the rules.
//!
//! A dozen variants, each with a stable `code()`. The API maps them to HTTP and GraphQL in one table each, the worker to
//! job outcomes in a third. A cause that must not leave the process (SQL, I/O) travels in `Internal` or `Unavailable`
//! and is logged once, at the edge that answers.

use std::{fmt, time::Duration};

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::fault::Fault;

/// The result of every rule.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a rule refused, or could not run.
#[derive(Debug)]
#[expect(missing_docs, reason = "the fields are what their names say; the variants are documented")]
pub enum Error {
    /// The request can't be understood at all: not JSON, a forged cursor, an id of another type.
    Malformed { code: &'static str, detail: String },
    /// The request is understood, but these parts of it are not acceptable. Never empty.
    Invalid(Vec<Fault>),
    /// Nobody is logged in, or the credentials are wrong or expired.
    Unauthenticated { code: &'static str, detail: &'static str },
    /// The password is right, and the login goes on: the second factor has to answer this challenge.
    TwoFactorRequired { challenge: String, expires_at: DateTime<Utc> },
    /// Known, but not allowed. Only for things the actor may see; the rest is `NotFound`.
    Forbidden { code: &'static str, detail: &'static str },
    /// It does not exist, or the actor may not know that it does.
    NotFound { what: &'static str },
    /// It existed and is gone for good.
    Gone { what: &'static str },
    /// The state of the thing does not permit this, or another write came first.
    Conflict { code: &'static str, detail: String },
    /// At odds with an earlier request that it claims to repeat.
    Mismatch { code: &'static str, detail: String },
    /// More bytes than are taken.
    TooLarge { detail: String },
    /// Of a type that is not taken.
    UnsupportedType { detail: String },
    /// The caller's precondition (`If-Match`) does not hold any more.
    Stale { what: &'static str },
    /// The same, with what both sides have: so that a person can put them together.
    Diverged(Box<Divergence>),
    /// Too much, too fast. The wait is how long to hold back.
    Limited { code: &'static str, retry_after: Duration },
    /// More at once than this process takes. The wait is how long to hold back.
    Busy { retry_after: Duration },
    /// Something this needs (database, Redis, mail server) is away; worth a retry.
    Unavailable { what: &'static str, cause: Cause },
    /// A bug or a broken installation. The caller learns nothing but the request id.
    Internal(Cause),
}

/// What two writers have of one thing.
#[derive(Debug)]
pub struct Divergence {
    /// What it is.
    pub what: &'static str,
    /// As it is now.
    pub current: Value,
    /// As the caller has seen it, as far as that is still known.
    pub base: Option<Value>,
}

/// A cause kept for the log and hidden from callers.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    /// The stable, documented name of this failure (`docs/ERRORS.md` lists them).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { code, .. }
            | Self::Unauthenticated { code, .. }
            | Self::Forbidden { code, .. }
            | Self::Conflict { code, .. }
            | Self::Mismatch { code, .. }
            | Self::Limited { code, .. } => code,
            Self::Invalid(_) => "validation_failed",
            Self::TwoFactorRequired { .. } => "two_factor_required",
            Self::NotFound { .. } => "not_found",
            Self::Gone { .. } => "gone",
            Self::TooLarge { .. } => "payload_too_large",
            Self::UnsupportedType { .. } => "unsupported_media_type",
            Self::Stale { .. } | Self::Diverged(_) => "stale_version",
            Self::Busy { .. } => "busy",
            Self::Unavailable { .. } => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// What a person may read about it. Never contains a cause.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Malformed { detail, .. }
            | Self::Conflict { detail, .. }
            | Self::Mismatch { detail, .. }
            | Self::TooLarge { detail }
            | Self::UnsupportedType { detail } => detail.clone(),
            Self::Invalid(faults) => match faults.as_slice() {
                [one] => one.to_string(),
                many => format!("{} parts of the input are not acceptable", many.len()),
            },
            Self::Unauthenticated { detail, .. } | Self::Forbidden { detail, .. } => (*detail).to_owned(),
            Self::TwoFactorRequired { .. } => {
                "answer the challenge with a code (POST /v1/auth/login/two-factor, completeTwoFactorLogin)".to_owned()
            }
            Self::NotFound { what } => format!("no such {what}"),
            Self::Gone { what } => format!("this {what} is gone"),
            Self::Stale { what } => stale(what),
            Self::Diverged(divergence) => stale(divergence.what),
            Self::Limited { retry_after, .. } => {
                format!("too many requests; try again in {} s", retry_after.as_secs().max(1))
            }
            Self::Busy { retry_after } => {
                format!("too many wait for this already; try again in {} s", retry_after.as_secs().max(1))
            }
            Self::Unavailable { .. } => "a service this needs is not available; try again".to_owned(),
            Self::Internal(_) => "something went wrong on our side; quote the request id".to_owned(),
        }
    }

    /// Refuses a whole input for one part of it.
    #[must_use]
    pub fn invalid(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::new(pointer, code, detail)])
    }

    /// A request that can't be understood.
    #[must_use]
    pub fn malformed(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Malformed { code, detail: detail.into() }
    }

    /// The state does not permit it.
    #[must_use]
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into() }
    }

    /// More bytes than are taken.
    #[must_use]
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::TooLarge { detail: detail.into() }
    }

    /// Of a type that is not taken.
    #[must_use]
    pub fn unsupported_type(detail: impl Into<String>) -> Self {
        Self::UnsupportedType { detail: detail.into() }
    }

    /// There is no such thing, as far as this actor may know.
    #[must_use]
    pub const fn not_found(what: &'static str) -> Self {
        Self::NotFound { what }
    }

    /// Nobody is logged in where somebody has to be.
    #[must_use]
    pub const fn login_required() -> Self {
        Self::Unauthenticated { code: "authentication_required", detail: "log in and send the access token" }
    }

    /// The session of a request is over.
    #[must_use]
    pub const fn session_ended() -> Self {
        Self::Unauthenticated { code: "session_revoked", detail: "this session has ended; log in again" }
    }

    /// Known, but not allowed.
    #[must_use]
    pub const fn forbidden(detail: &'static str) -> Self {
        Self::Forbidden { code: "forbidden", detail }
    }

    /// A bug or a broken installation.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// Something outside is away.
    pub fn unavailable(what: &'static str, cause: impl Into<Cause>) -> Self {
        Self::Unavailable { what, cause: cause.into() }
    }
}

fn stale(what: &str) -> String {
    format!("this {what} was changed by another write; read it again")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.detail())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable { cause, .. } | Self::Internal(cause) => Some(cause.as_ref()),
            _ => None,
        }
    }
}
