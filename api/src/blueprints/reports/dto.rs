//! Reports as clients see and send them.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use presswork_domain::reports;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// What is wrong with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "reports::ReportReason")]
pub enum ReportReason {
    /// Advertising, or the same again and again.
    Spam,
    /// It goes after somebody.
    Harassment,
    /// It goes after people for what they are.
    Hate,
    /// It threatens, or glorifies doing harm.
    Violence,
    /// Sexual, where that has no place.
    Sexual,
    /// Against the law.
    Illegal,
    /// Anything else; the note says what.
    Other,
}

/// What came of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "reports::ReportOutcome")]
pub enum ReportOutcome {
    /// It was right.
    Upheld,
    /// There is nothing wrong.
    Dismissed,
}

/// A thing that is not as it should be.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateReportInput {
    /// The post, comment or person: `post_...`, `comment_...` or `user_...`.
    #[schema(example = "comment_01h455vb4pex5vsknk084sn02q")]
    pub subject_id: String,
    /// What is wrong with it.
    pub reason: ReportReason,
    /// More about it, as plain text, at most 2,000 characters; needed where the reason is `other`.
    #[schema(example = "The same advertisement under every post.")]
    pub note: Option<String>,
}

impl From<CreateReportInput> for reports::ReportInput {
    fn from(input: CreateReportInput) -> Self {
        Self { subject_id: input.subject_id, reason: input.reason.into(), note: input.note }
    }
}

/// What comes of the reports on a thing.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolveReportInput {
    /// Whether they were right.
    pub outcome: ReportOutcome,
    /// Why, for other moderators, at most 2,000 characters.
    #[schema(example = "Deleted, and told to stop.")]
    pub note: Option<String>,
}

impl From<ResolveReportInput> for reports::ResolveInput {
    fn from(input: ResolveReportInput) -> Self {
        Self { outcome: input.outcome.into(), note: input.note }
    }
}

/// What somebody says about a thing that is not as it should be.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The public id.
    #[schema(value_type = String, example = "report_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Who says so.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub reporter_id: ID,
    /// The post, comment or person.
    #[schema(value_type = String, example = "comment_01h455vb4pex5vsknk084sn02q")]
    pub subject_id: ID,
    /// What is wrong with it.
    pub reason: ReportReason,
    /// More about it, as plain text; empty when nothing was said.
    #[schema(example = "The same advertisement under every post.")]
    pub note: String,
    /// When it was written.
    pub created_at: Time,
    /// When it was resolved.
    pub resolved_at: Option<Time>,
    /// Who resolved it; for moderators.
    #[schema(value_type = Option<String>, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub resolved_by: Option<ID>,
    /// What came of it.
    pub outcome: Option<ReportOutcome>,
    /// Why; for moderators.
    #[schema(example = "Deleted, and told to stop.")]
    pub resolution_note: Option<String>,
}

impl From<reports::Report> for Report {
    fn from(report: reports::Report) -> Self {
        Self {
            id: report.id.to_string().into(),
            reporter_id: report.reporter_id.to_string().into(),
            subject_id: report.subject.to_string().into(),
            reason: report.reason.into(),
            note: report.note,
            created_at: report.created_at.into(),
            resolved_at: report.resolved_at.map(Into::into),
            resolved_by: report.resolved_by.map(|who| who.to_string().into()),
            outcome: report.outcome.map(Into::into),
            resolution_note: report.resolution_note,
        }
    }
}

/// How many open reports give a reason.
#[derive(Debug, Clone, Copy, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReasonCount {
    /// The reason.
    pub reason: ReportReason,
    /// How many.
    #[schema(minimum = 1, example = 2)]
    pub count: u32,
}

/// A thing with open reports.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportCase {
    /// The post, comment or person.
    #[schema(value_type = String, example = "comment_01h455vb4pex5vsknk084sn02q")]
    pub subject_id: ID,
    /// How many open reports there are.
    #[schema(minimum = 1, example = 3)]
    pub report_count: u32,
    /// What they say, the most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// The last five, the last first. To resolve one is to resolve all.
    pub reports: Vec<Report>,
    /// When the first was written.
    pub opened_at: Time,
    /// When the last was written.
    pub latest_at: Time,
}

impl From<reports::ReportCase> for ReportCase {
    fn from(case: reports::ReportCase) -> Self {
        let counts = case.reasons.into_iter();
        Self {
            subject_id: case.subject.to_string().into(),
            report_count: case.report_count,
            reasons: counts.map(|it| ReasonCount { reason: it.reason.into(), count: it.count }).collect(),
            reports: case.reports.into_iter().map(Into::into).collect(),
            opened_at: case.opened_at.into(),
            latest_at: case.latest_at.into(),
        }
    }
}
