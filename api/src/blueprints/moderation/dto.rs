//! What moderators do, as clients see and send it.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use presswork_domain::moderation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{blueprints::reports::dto::ReportReason, scalars::Time};

/// What moderators do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "moderation::ActionKind")]
pub enum ModerationActionKind {
    /// Take a post or a comment out of sight.
    Hide,
    /// Close a post to comments; its author can't open it.
    Lock,
    /// Tell somebody that this must not happen again.
    Warn,
    /// Keep somebody out until a time.
    Suspend,
    /// Keep somebody out for good.
    Ban,
}

/// How something came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "moderation::Ending")]
pub enum ModerationEnding {
    /// A moderator took it back.
    Reversed,
    /// Its time was over.
    Expired,
    /// Another suspension or a ban took its place.
    Replaced,
    /// Whom it concerns appealed, and was right.
    Overturned,
}

/// Something to be done about a post, a comment or a person.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateModerationActionInput {
    /// What.
    pub kind: ModerationActionKind,
    /// To what: `post_...` or `comment_...` to hide, `post_...` to lock, `user_...` otherwise.
    #[schema(example = "comment_01h455vb4pex5vsknk084sn02q")]
    pub subject_id: String,
    /// Why; whom it concerns is told.
    pub reason: ReportReason,
    /// More about why, for whom it concerns, as plain text, at most 2,000 characters; needed where the reason is `other`.
    #[schema(example = "The same advertisement under every post.")]
    pub note: Option<String>,
    /// Until when, within ten years, to the second. Needed to suspend; warnings and bans have none.
    pub until: Option<Time>,
}

impl From<CreateModerationActionInput> for moderation::ActionInput {
    fn from(input: CreateModerationActionInput) -> Self {
        Self {
            kind: input.kind.into(),
            subject_id: input.subject_id,
            reason: input.reason.into(),
            note: input.note,
            until: input.until.map(|Time(until)| until),
        }
    }
}

/// Why something is taken back.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReverseModerationActionInput {
    /// Why, for other moderators, at most 2,000 characters.
    #[schema(example = "It was meant as a joke, and taken as one.")]
    pub note: Option<String>,
}

impl From<ReverseModerationActionInput> for moderation::ReverseInput {
    fn from(input: ReverseModerationActionInput) -> Self {
        Self { note: input.note }
    }
}

/// What a moderator has done.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModerationAction {
    /// The public id.
    #[schema(value_type = String, example = "action_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What.
    pub kind: ModerationActionKind,
    /// To which post, comment or person.
    #[schema(value_type = String, example = "comment_01h455vb4pex5vsknk084sn02q")]
    pub subject_id: ID,
    /// Whom it concerns: the person, or who wrote it.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub user_id: ID,
    /// Who did it; for moderators.
    #[schema(value_type = Option<String>, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub moderator_id: Option<ID>,
    /// Why.
    pub reason: ReportReason,
    /// More about why, as plain text; empty when nothing was said.
    #[schema(example = "The same advertisement under every post.")]
    pub note: String,
    /// Until when; null for what has no end.
    pub until: Option<Time>,
    /// Whether it holds something now. A warning never does.
    #[schema(example = true)]
    pub in_force: bool,
    /// What whom it concerns says against it.
    #[schema(value_type = Option<String>, example = "appeal_01h455vb4pex5vsknk084sn02q")]
    pub appeal_id: Option<ID>,
    /// When.
    pub created_at: Time,
    /// When it came to its end.
    pub ended_at: Option<Time>,
    /// How it came to its end.
    pub ended_as: Option<ModerationEnding>,
    /// Who ended it; for moderators.
    #[schema(value_type = Option<String>, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub ended_by: Option<ID>,
    /// Why it was ended; for moderators.
    #[schema(example = "It was meant as a joke, and taken as one.")]
    pub end_note: Option<String>,
}

impl From<moderation::ModerationAction> for ModerationAction {
    fn from(action: moderation::ModerationAction) -> Self {
        Self {
            in_force: action.is_in_force(),
            id: action.id.to_string().into(),
            kind: action.kind.into(),
            subject_id: action.subject.to_string().into(),
            user_id: action.user_id.to_string().into(),
            moderator_id: action.moderator_id.map(|who| who.to_string().into()),
            reason: action.reason.into(),
            note: action.note,
            until: action.until.map(Time::from),
            appeal_id: action.appeal_id.map(|id| id.to_string().into()),
            created_at: action.created_at.into(),
            ended_at: action.ended_at.map(Time::from),
            ended_as: action.ended_as.map(Into::into),
            ended_by: action.ended_by.map(|who| who.to_string().into()),
            end_note: action.end_note,
        }
    }
}
