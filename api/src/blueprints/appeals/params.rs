//! The query parameters of appeals.

use presswork_domain::page::PageArgs;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which appeals to list.
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
    /// Only those that are decided; or only those that are not.
    pub decided: Option<bool>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl ListParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> (Option<bool>, PageArgs) {
        (self.decided, PageArgs { first: self.first, after: self.after, last: self.last, before: self.before })
    }
}
