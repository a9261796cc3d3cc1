//! Asking addresses that somebody else names, and only those that may be asked (server-side request forgery).
//!
//! - An address is checked as a text ([`Outbound::target`]), and by what its name leads to ([`Outbound::vet`]), when it is saved.
//! - It is checked again at each request. The name is resolved by `Guarded`, which hands on addresses that may be asked and no
//!   others, and the connection goes to one of these: what a name leads to a moment later does not matter (DNS rebinding). `Host`
//!   and the server name of TLS stay those of the address. There is no proxy and no connection that is kept for later.
//! - Redirects are not followed: a receiver that has moved is told to whoever named it.
//! - Time and length of an answer are bounded; it is not unpacked.
//!
//! Whatever asks an address that came from a caller goes through here.

mod address;
mod client;
mod guard;
mod resolver;
mod target;

pub use client::{Answer, Downloaded, Outbound, Outgoing, Trouble};
pub use guard::Guard;
pub use resolver::{Resolver, SystemResolver};
pub use target::URL_MAX;
