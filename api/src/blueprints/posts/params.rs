//! The query parameters of posts.

use presswork_domain::{
    Error, Result,
    page::PageArgs,
    posts::{PostFilter, PostInclude},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::PostStatus;

/// Which relations to send along.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct IncludeParams {
    /// Relations to send along, comma-separated: `author`, `tags`. Both when missing, none when empty.
    #[param(example = "author,tags")]
    pub include: Option<String>,
}

/// Which posts to list.
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
    /// Only by this person: `user_...` or `@username`.
    #[param(example = "@ada")]
    pub author: Option<String>,
    /// Only with the tag of this slug.
    #[param(example = "rust")]
    pub tag: Option<String>,
    /// Only in this state; published when missing. Drafts are one's own, and for editors everyone's.
    #[param(inline)]
    pub status: Option<PostStatus>,
    /// Relations to send along, comma-separated: `author`, `tags`. Both when missing, none when empty.
    #[param(example = "author,tags")]
    pub include: Option<String>,
}

impl ListParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> Result<(PostFilter, PageArgs, PostInclude)> {
        let filter = filter(self.author.as_deref(), self.tag, self.status)?;
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        Ok((filter, args, include(self.include.as_deref())?))
    }
}

/// The filter of a list, from either face.
pub fn filter(author: Option<&str>, tag: Option<String>, status: Option<PostStatus>) -> Result<PostFilter> {
    Ok(PostFilter { author: author.map(str::parse).transpose()?, tag, status: status.map(Into::into) })
}

/// Reads `include=author,tags`.
pub fn include(text: Option<&str>) -> Result<PostInclude> {
    let Some(text) = text else { return Ok(PostInclude::ALL) };
    let mut include = PostInclude::default();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match name {
            "author" => include.author = true,
            "tags" => include.tags = true,
            _ => {
                return Err(Error::invalid("/include", "unknown_relation", "a post has the relations author and tags"));
            }
        }
    }
    Ok(include)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_named_one_by_one() {
        assert_eq!(include(None).unwrap(), PostInclude::ALL);
        assert_eq!(include(Some("")).unwrap(), PostInclude::default());
        assert_eq!(include(Some("tags")).unwrap(), PostInclude { author: false, tags: true });
        assert_eq!(include(Some("tags,likes")).unwrap_err().code(), "validation_failed");
    }
}
