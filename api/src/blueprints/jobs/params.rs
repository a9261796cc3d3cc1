//! The query parameters of jobs.

use async_graphql::ID;
use presswork_domain::{Result, jobs::JobFilter, page::PageArgs};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{dto::JobState, inputs::JobFilterInput};
use crate::scalars::Time;

/// Which jobs to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListParams {
    /// How many items from the start, 1 to 100; 20 when missing.
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end, 1 to 100.
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
    /// Only in this state.
    #[param(inline)]
    pub state: Option<JobState>,
    /// Only of this kind.
    #[param(example = "mail.send")]
    pub kind: Option<String>,
    /// Only of this queue: `interactive`, `standard` or `bulk`.
    #[param(example = "standard")]
    pub queue: Option<String>,
    /// Only the children of this job: `job_...`.
    #[serde(rename = "parentId")]
    #[param(value_type = Option<String>, example = "job_01h455vb4pex5vsknk084sn02q")]
    pub parent_id: Option<ID>,
    /// Only what was enqueued at or after this time.
    #[param(inline)]
    pub since: Option<Time>,
    /// Only what was enqueued before this time.
    #[param(inline)]
    pub until: Option<Time>,
    /// Only those whose last error has this text in it, in upper or lower case.
    #[param(example = "mail_refused")]
    pub error: Option<String>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl ListParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> Result<(JobFilter, PageArgs)> {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        let Self { state, kind, queue, parent_id, since, until, error, .. } = self;
        Ok((JobFilterInput { state, kind, queue, parent_id, since, until, error }.try_into()?, args))
    }
}
