//! Handlers, one file per feature: take the payload, call `domain`.

pub(crate) mod accounts;
pub(crate) mod exports;
pub(crate) mod housekeeping;
pub(crate) mod imports;
#[expect(
    clippy::module_inception,
    reason = "the handlers of a feature are in a file of its name, and this one is jobs"
)]
pub(crate) mod jobs;
pub(crate) mod mail;
pub(crate) mod media;
pub(crate) mod moderation;
pub(crate) mod newsletters;
pub(crate) mod notifications;
pub(crate) mod posts;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod tags;
pub(crate) mod webhooks;
