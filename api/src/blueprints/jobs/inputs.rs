//! Filters of jobs as clients send them.

use async_graphql::{ID, InputObject};
use presswork_domain::{Error, ids, jobs::JobFilter};
use serde::Deserialize;
use utoipa::ToSchema;

use super::dto::JobState;
use crate::scalars::Time;

/// Which jobs are meant: those that fit everything said here.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JobFilterInput {
    /// Only in this state.
    pub state: Option<JobState>,
    /// Only of this kind.
    #[schema(example = "mail.send")]
    pub kind: Option<String>,
    /// Only of this queue: `interactive`, `standard` or `bulk`.
    #[schema(example = "standard")]
    pub queue: Option<String>,
    /// Only the children of this job: `job_...`.
    #[schema(value_type = Option<String>, example = "job_01h455vb4pex5vsknk084sn02q")]
    pub parent_id: Option<ID>,
    /// Only what was enqueued at or after this time.
    pub since: Option<Time>,
    /// Only what was enqueued before this time.
    pub until: Option<Time>,
    /// Only those whose last error has this text in it, in upper or lower case.
    #[schema(example = "mail_refused")]
    pub error: Option<String>,
}

impl TryFrom<JobFilterInput> for JobFilter {
    type Error = Error;

    fn try_from(input: JobFilterInput) -> Result<Self, Error> {
        Self {
            state: input.state.map(Into::into),
            kind: input.kind,
            queue: input.queue.as_deref().map(str::parse).transpose()?,
            parent: input.parent_id.map(|id| ids::parse(&id)).transpose()?,
            since: input.since.map(|Time(since)| since),
            until: input.until.map(|Time(until)| until),
            error: input.error,
        }
        .checked()
    }
}
