//! Handlers, one file per feature: take the payload, call `domain`.

pub(crate) mod feed;
pub(crate) mod housekeeping;
pub(crate) mod mail;
