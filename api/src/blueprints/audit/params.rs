//! The query parameters of the audit log.

use presswork_domain::{audit::AuditFilter, page::PageArgs};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::scalars::Time;

/// Which entries to list.
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
    /// Only by this actor: a `user_...` id, `anonymous` or `system`.
    #[param(example = "system")]
    pub actor: Option<String>,
    /// Only this action.
    #[param(example = "queue.paused")]
    pub action: Option<String>,
    /// Only on this target.
    #[param(example = "queue:bulk")]
    pub target: Option<String>,
    /// Only since then.
    #[param(inline)]
    pub since: Option<Time>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl ListParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> (AuditFilter, PageArgs) {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        let since = self.since.map(|Time(since)| since);
        (AuditFilter { actor: self.actor, action: self.action, target: self.target, since }, args)
    }
}
