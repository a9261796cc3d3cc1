//! Identities: by whom else a person is known, so that they can log in there instead of with a password.
//!
//! A login leaves for a provider and comes back to an app of `oauth.redirect_urls` with a code. The app, which alone knows the
//! verifier whose challenge it gave at the departure, exchanges the code: for a session, or, logged in and recently proven,
//! for a link between its account and the identity. So a code that leaked, or that somebody else brought in, opens nothing.
//!
//! Who is not known yet gets an account, where anybody may register and the provider has made sure of the mail address. An
//! identity is never linked to an account because addresses are equal. The last way to log in stays.

mod model;
mod names;
mod service;
mod store;

pub use model::{ExchangeInput, Identity, VERIFIER_MAX, VERIFIER_MIN};
pub(crate) use service::forget;
pub use service::{Answer, arrive, complete, depart, link, list, unlink};
