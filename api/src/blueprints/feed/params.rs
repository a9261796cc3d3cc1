//! The query parameters of feeds.

use presswork_domain::{
    Result, feed,
    page::{PAGE_DEFAULT, PageArgs},
    posts::PostInclude,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::FeedKind;
use crate::{
    blueprints::{
        comments::dto::CommentSort,
        posts::{params::include, within::Within},
    },
    fields::Fields,
};

/// Which feed, and which page of it.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FeedParams {
    /// How many items from the start, 1 to 100; 20 when missing.
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end, 1 to 100.
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
    /// Which feed; `latest` when missing. One's `home` is for who has logged in.
    pub kind: Option<FeedKind>,
    /// Relations to send along, comma-separated: `author`, `tags`, `reactions`, `coverImage`, `comments`. All but the last when missing, none when empty.
    #[param(example = "author,tags")]
    pub include: Option<String>,
    /// How many comments of each post, when they are included: 1 to 100, and at most 2,000 of all posts of a page. 3 when missing.
    #[serde(rename = "commentsFirst")]
    pub comments_first: Option<i64>,
    /// In which order, when they are included; the oldest first when missing.
    #[serde(rename = "commentsSort")]
    #[param(inline)]
    pub comments_sort: Option<CommentSort>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl FeedParams {
    /// The comments that are wanted along with each post.
    pub fn within(&self, fields: &Fields) -> Result<Within> {
        let posts = self.first.or(self.last).unwrap_or(PAGE_DEFAULT.into());
        Within::parse(self.include.as_deref(), fields, self.comments_first, self.comments_sort, posts)
    }

    /// The parts, as the domain takes them.
    pub fn split(self, fields: &Fields) -> Result<(feed::FeedKind, PageArgs, PostInclude)> {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        Ok((self.kind.map(Into::into).unwrap_or_default(), args, include(self.include.as_deref(), fields)?))
    }
}
