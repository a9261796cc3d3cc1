//! The query parameters of jobs.

use presswork_domain::{Result, jobs::JobFilter, page::PageArgs};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::JobState;

/// Which jobs to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListParams {
    /// How many items from the start.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end.
    #[param(minimum = 1, maximum = 100)]
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
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
}

impl ListParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> Result<(JobFilter, PageArgs)> {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        Ok((filter(self.state, self.kind, self.queue.as_deref())?, args))
    }
}

/// The filter of a list, from either face.
pub fn filter(state: Option<JobState>, kind: Option<String>, queue: Option<&str>) -> Result<JobFilter> {
    Ok(JobFilter { state: state.map(Into::into), kind, queue: queue.map(str::parse).transpose()? })
}
