//! The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for who has lost it.
//!
//! A factor is begun, which shows its secret, and counts once a code of it was given. A login then takes two steps: the
//! password gives a challenge, a code answers it, within ten minutes and five attempts. Of an account, ten wrong codes in a
//! quarter of an hour are the end of trying. A code works once: the step it belongs to is kept. A recovery code works once,
//! too; there are ten, shown when they are made and kept as keyed hashes. The secret has to be known to check codes, so it
//! is encrypted with a key that is not in the database.

mod code;
mod model;
mod seal;
mod service;
mod store;

pub use code::CODE_MAX;
pub use model::{RecoveryCodes, StartedTwoFactor};
pub(crate) use service::{Answered, answer, challenge, check, end, forget, void_challenges};
pub use service::{confirm, disable, regenerate_recovery_codes, start};
