//! The rows that come and go. What comes is written as it was; what follows from it is made by the features.

mod below;
mod derived;
mod fingerprint;
mod here;
mod insert;
mod keys;
mod names;
mod owners;
mod remember;
mod remove;
mod shown;
mod written;

pub(in crate::imports) use below::below;
pub(super) use derived::text;
pub(in crate::imports) use fingerprint::{fingerprint, unchanged};
pub(in crate::imports) use here::here;
pub(super) use here::{by_keys, locked, rows_in};
pub(in crate::imports) use insert::{go_on, insert};
pub(super) use keys::key_values;
pub(in crate::imports) use keys::{KEYS, only};
pub(in crate::imports) use names::{existing, names, names_taken};
pub(in crate::imports) use owners::{Belonging, belonging, hold_owners, owner_of, owners};
pub(in crate::imports) use remember::{forget_created, remember};
pub(in crate::imports) use remove::remove;
pub(in crate::imports) use shown::shown;
pub(in crate::imports) use written::{Created, created, recorded};
