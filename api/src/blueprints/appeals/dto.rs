//! Appeals as clients see and send them.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use presswork_domain::moderation::appeals;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// What came of an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "appeals::AppealOutcome")]
pub enum AppealOutcome {
    /// What was done stays.
    Upheld,
    /// It was wrong, and holds no more.
    Overturned,
}

/// Why what moderators did was wrong.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateAppealInput {
    /// What they did: `action_...`.
    #[schema(example = "action_01h455vb4pex5vsknk084sn02q")]
    pub action_id: String,
    /// Why it was wrong, as plain text, at most 2,000 characters.
    #[schema(example = "It was a quotation, and says so.")]
    pub text: String,
    /// The token of the mail, for who can't log in.
    #[schema(example = "bGV0IG1lIGluIGFnYWluLCBwbGVhc2UgLi4uLi4uLi4")]
    pub token: Option<String>,
}

impl From<CreateAppealInput> for appeals::AppealInput {
    fn from(input: CreateAppealInput) -> Self {
        Self { action_id: input.action_id, text: input.text, token: input.token }
    }
}

/// What comes of an appeal.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideAppealInput {
    /// Whether what was done stays.
    pub outcome: AppealOutcome,
    /// What the person is told about it, as plain text, at most 2,000 characters.
    #[schema(example = "You are right; we had not seen the marks.")]
    pub answer: Option<String>,
}

impl From<DecideAppealInput> for appeals::DecisionInput {
    fn from(input: DecideAppealInput) -> Self {
        Self { outcome: input.outcome.into(), answer: input.answer }
    }
}

/// What somebody says against what moderators did.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Appeal {
    /// The public id.
    #[schema(value_type = String, example = "appeal_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What they did.
    #[schema(value_type = String, example = "action_01h455vb4pex5vsknk084sn02q")]
    pub action_id: ID,
    /// Who appeals.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub user_id: ID,
    /// Why it was wrong, as plain text.
    #[schema(example = "It was a quotation, and says so.")]
    pub text: String,
    /// When it was written.
    pub created_at: Time,
    /// When it was decided.
    pub decided_at: Option<Time>,
    /// Who decided; for moderators.
    #[schema(value_type = Option<String>, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub decided_by: Option<ID>,
    /// What came of it.
    pub outcome: Option<AppealOutcome>,
    /// What the person was told about it.
    #[schema(example = "You are right; we had not seen the marks.")]
    pub answer: Option<String>,
}

impl From<appeals::Appeal> for Appeal {
    fn from(appeal: appeals::Appeal) -> Self {
        Self {
            id: appeal.id.to_string().into(),
            action_id: appeal.action_id.to_string().into(),
            user_id: appeal.user_id.to_string().into(),
            text: appeal.text,
            created_at: appeal.created_at.into(),
            decided_at: appeal.decided_at.map(Time::from),
            decided_by: appeal.decided_by.map(|who| who.to_string().into()),
            outcome: appeal.outcome.map(Into::into),
            answer: appeal.answer,
        }
    }
}
