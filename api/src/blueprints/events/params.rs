//! The query parameters of events.

use presswork_domain::{events::EventFilter, page::PageArgs};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which events to list.
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
    /// Only of this type: a name of `eventTypes`.
    #[serde(rename = "type")]
    #[param(example = "post.published")]
    pub kind: Option<String>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl ListParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> (EventFilter, PageArgs) {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        (EventFilter { kind: self.kind }, args)
    }
}
