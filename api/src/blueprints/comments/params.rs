//! The query parameters of comments.

use presswork_domain::{Error, Result, comments, comments::CommentInclude, page::PageArgs};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::CommentSort;
use crate::fields::{self, Fields};

/// Which relations to send along.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct IncludeParams {
    /// Relations to send along, comma-separated: `author`, `reactions`, `mentions`. All when missing, none when empty.
    #[param(example = "author,reactions")]
    pub include: Option<String>,
    /// Members to send, comma-separated; all when missing.
    pub fields: Option<String>,
}

/// How to list comments.
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
    /// In which order; the oldest first when missing.
    pub sort: Option<CommentSort>,
    /// Relations to send along, comma-separated: `author`, `reactions`, `mentions`. All when missing, none when empty.
    #[param(example = "author,reactions")]
    pub include: Option<String>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl ListParams {
    /// The parts, as the domain takes them.
    pub fn split(self, fields: &Fields) -> Result<(comments::CommentSort, PageArgs, CommentInclude)> {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        Ok((self.sort.map(Into::into).unwrap_or_default(), args, include(self.include.as_deref(), fields)?))
    }
}

/// Reads `include=author,reactions`. A relation that `fields` leaves out is not fetched.
pub fn include(text: Option<&str>, fields: &Fields) -> Result<CommentInclude> {
    let asked = text.map_or(Ok(CommentInclude::ALL), relations)?;
    Ok(CommentInclude {
        author: asked.author && fields.has("author"),
        reactions: asked.reactions && fields.has("reactions"),
        mentions: asked.mentions && fields.has("mentions"),
    })
}

fn relations(text: &str) -> Result<CommentInclude> {
    let mut include = CommentInclude::default();
    for name in fields::relations(text)? {
        match name {
            "author" => include.author = true,
            "reactions" => include.reactions = true,
            "mentions" => include.mentions = true,
            _ => {
                let detail = "a comment has the relations author, reactions and mentions";
                return Err(Error::invalid("/include", "unknown_relation", detail));
            }
        }
    }
    Ok(include)
}
