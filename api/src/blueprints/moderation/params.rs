//! The query parameters of moderation.

use presswork_domain::{Result, moderation::ActionFilter, page::PageArgs};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which of what was done to list.
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
    /// Only about this person, or what they wrote: `user_...`.
    #[param(example = "user_01h455vb4pex5vsknk084sn02q")]
    pub user: Option<String>,
    /// Only about this: `post_...`, `comment_...` or `user_...`.
    #[param(example = "post_01h455vb4pex5vsknk084sn02q")]
    pub subject: Option<String>,
    /// Only what holds something now; or only what does not.
    #[serde(rename = "inForce")]
    #[param(required = false)]
    pub in_force: Option<bool>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl ListParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> Result<(ActionFilter, PageArgs)> {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        Ok((ActionFilter::parse(self.user.as_deref(), self.subject.as_deref(), self.in_force)?, args))
    }
}
