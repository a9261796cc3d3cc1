//! Rules about what people write: words, links, and how much in which time; for everybody, or for those who are not yet trusted so
//! far (`trust`), or whose account is new.
//!
//! Moderators make them. A rule is off, on trial, when it lets everything pass and counts what it would have caught, or on: then
//! what it catches is refused, with its own sentence. Editors and those above them are never caught. Comments are asked about when
//! they are written or changed, posts when they are published or planned to be, or changed afterwards. A rate counts what comes out
//! around the same time: comments when they are written, posts when they are published for the first time, plans at their time.
//! Before a rule is switched on it can be tried on what is there by a job, which tells what it would have caught (`past.rs`).

mod check;
mod input;
mod jobs;
mod matching;
mod model;
mod past;
mod policy;
mod service;
mod store;

pub(crate) use check::{Writing, judge, note};
pub use input::{
    AGE_MAX, HOST_MAX, LIMIT_MAX, LIST_MAX, MESSAGE_MAX, NAME_MAX, RuleInput, WINDOW_MAX, WINDOW_MIN, WORD_MAX,
};
pub use jobs::TryRule;
pub use model::{Rule, RuleKind, RuleMode, Spec};
pub use past::try_past;
pub use service::{create, delete, get, list, replace, request_trial};
