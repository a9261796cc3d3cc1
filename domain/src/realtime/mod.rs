//! Following things as they change, for both faces: SSE and GraphQL subscriptions.
//!
//! A topic shows a *state* (a job, the operators' overview, what people feel about a post), *events* (the feed, comments on a
//! post), or both; and one's own inbox, whose events stand in the database, which is their log: so it reaches back as far as the
//! inbox, and a hundred thousand people who are told at a time take nobody else's place in the log. Who follows a state sees it at
//! once, and again whenever it has changed, but no oftener than its pace allows; states in between are left out, the last
//! one never is. Who follows events sees each, in order, and may name the last one seen to hear those that came after it,
//! as far back as the log reaches; beyond that, or when events came faster than they were read, there is a resync: read
//! again.
//!
//! Every update is read from the database for the one who follows, as who they are at that moment, so that nobody sees by
//! a stream what a read would refuse. A topic that may not be seen any more ends the stream.
//!
//! A new topic is a variant of [`Topic`] and of [`Update`]; `topic.rs` says what each needs.

mod inbox;
mod place;
mod topic;
mod watch;

pub use place::Place;
pub use topic::{Topic, Update};
pub use watch::{Step, Watch};
