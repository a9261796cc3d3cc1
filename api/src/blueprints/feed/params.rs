//! The query parameters of feeds.

use presswork_domain::{Result, feed, page::PageArgs, posts::PostInclude};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::FeedKind;
use crate::{blueprints::posts::params::include, fields::Fields};

/// Which feed, and which page of it.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FeedParams {
    /// How many items from the start.
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end.
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
    /// Which feed; `latest` when missing. One's `home` is for who has logged in.
    pub kind: Option<FeedKind>,
    /// Relations to send along, comma-separated: `author`, `tags`, `reactions`. All when missing, none when empty.
    #[param(example = "author,tags")]
    pub include: Option<String>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl FeedParams {
    /// The parts, as the domain takes them.
    pub fn split(self, fields: &Fields) -> Result<(feed::FeedKind, PageArgs, PostInclude)> {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        Ok((self.kind.map(Into::into).unwrap_or_default(), args, include(self.include.as_deref(), fields)?))
    }
}
