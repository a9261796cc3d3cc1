//! Rules as moderators see and send them.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use presswork_domain::rules;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "rules::RuleKind")]
pub enum ModerationRuleKind {
    /// The words of a text.
    Words,
    /// The links and pictures of a text: how many, and where they lead.
    Links,
    /// How many posts and comments one writes in a time.
    Rate,
}

/// Whether a rule catches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "rules::RuleMode")]
pub enum ModerationRuleMode {
    /// It looks at nothing.
    Off,
    /// It lets everything pass, and counts what it would have caught.
    Trial,
    /// What it catches is refused.
    On,
}

/// A rule about what people write.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModerationRuleInput {
    /// Its name, for moderators, 1 to 100 characters.
    #[schema(example = "Links of those who are new")]
    pub name: String,
    /// What it looks at.
    pub kind: ModerationRuleKind,
    /// Whether it catches; off when missing.
    pub mode: Option<ModerationRuleMode>,
    /// For words: words and phrases, whole ones, whatever their case; at most 200, none longer than 60 signs.
    pub words: Option<Vec<String>>,
    /// For links: hosts that are not wanted, with those below them; at most 200.
    #[schema(example = json!(["ads.example"]))]
    pub hosts: Option<Vec<String>>,
    /// For links: how many are let pass. For a rate: how many posts and comments.
    #[schema(example = 2)]
    pub limit: Option<i64>,
    /// For a rate: in how many seconds, 60 to 2,592,000.
    pub window_seconds: Option<i64>,
    /// The highest level of trust that it concerns; everybody's when missing.
    #[schema(example = 0)]
    pub max_trust: Option<i64>,
    /// The oldest account that it concerns, in hours; any when missing.
    #[schema(example = 72)]
    pub max_age_hours: Option<i64>,
    /// The sentence for whom it catches, at most 500 characters; a usual one when missing.
    #[schema(example = "Please wait a few days before you link elsewhere.")]
    pub message: Option<String>,
}

impl From<ModerationRuleInput> for rules::RuleInput {
    fn from(input: ModerationRuleInput) -> Self {
        Self {
            name: input.name,
            kind: input.kind.into(),
            mode: input.mode.map(Into::into),
            words: input.words,
            hosts: input.hosts,
            limit: input.limit,
            window_seconds: input.window_seconds,
            max_trust: input.max_trust,
            max_age_hours: input.max_age_hours,
            message: input.message,
        }
    }
}

/// A rule about what people write. Editors and those above them are never caught.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModerationRule {
    /// The public id.
    #[schema(value_type = String, example = "rule_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Its name, for moderators.
    #[schema(example = "Links of those who are new")]
    pub name: String,
    /// What it looks at.
    pub kind: ModerationRuleKind,
    /// Whether it catches.
    pub mode: ModerationRuleMode,
    /// For words: words and phrases.
    #[schema(example = json!(["casino"]))]
    pub words: Vec<String>,
    /// For links: hosts that are not wanted, with those below them.
    #[schema(example = json!(["ads.example"]))]
    pub hosts: Vec<String>,
    /// For links: how many are let pass. For a rate: how many posts and comments.
    #[schema(example = 2)]
    pub limit: Option<u32>,
    /// For a rate: in how many seconds.
    #[schema(example = 3600)]
    pub window_seconds: Option<u32>,
    /// The highest level of trust that it concerns.
    #[schema(example = 0)]
    pub max_trust: u32,
    /// The oldest account that it concerns, in hours; null for any.
    #[schema(example = 72)]
    pub max_age_hours: Option<u32>,
    /// The sentence for whom it catches; empty for a usual one.
    #[schema(example = "Please wait a few days before you link elsewhere.")]
    pub message: String,
    /// How many things it would have caught while it was on trial.
    #[schema(minimum = 0, example = 7)]
    pub caught_on_trial: i64,
    /// Counts the writes; starts at 1.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was made.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

impl From<rules::Rule> for ModerationRule {
    fn from(rule: rules::Rule) -> Self {
        Self {
            id: rule.id.to_string().into(),
            name: rule.name,
            kind: rule.kind.into(),
            mode: rule.mode.into(),
            words: rule.spec.words,
            hosts: rule.spec.hosts,
            limit: rule.spec.limit,
            window_seconds: rule.spec.window_seconds,
            max_trust: rule.max_trust.into(),
            max_age_hours: rule.max_age_hours,
            message: rule.message,
            caught_on_trial: rule.caught_on_trial,
            version: rule.version,
            created_at: rule.created_at.into(),
            updated_at: rule.updated_at.into(),
        }
    }
}
