//! The query parameters of posts.

use presswork_domain::{
    Error, Result,
    page::{PAGE_DEFAULT, PageArgs},
    posts::{Extent, PostFilter, PostInclude, details::SERIES_MAX},
    slug::SLUG_MAX,
    text,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{dto::PostStatus, within::Within};
use crate::{
    blueprints::comments::dto::CommentSort,
    fields::{self, Fields},
};

/// Which relations to send along.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct IncludeParams {
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
    /// Members to send, comma-separated; all when missing.
    pub fields: Option<String>,
}

/// Which posts to list.
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
    /// Only by this person: `user_...` or `@username`.
    #[param(example = "@ada")]
    pub author: Option<String>,
    /// Only with the tag of this slug.
    #[param(example = "rust")]
    pub tag: Option<String>,
    /// Only in this state; published when missing. Drafts and scheduled ones, the next first, are one's own, and for editors everyone's.
    #[param(inline)]
    pub status: Option<PostStatus>,
    /// Only of the series of this name.
    #[param(example = "First steps")]
    pub series: Option<String>,
    /// Only what is deleted and can be restored, the last deleted first, in any state unless one is named.
    pub deleted: Option<bool>,
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

/// What to compare with.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DiffParams {
    /// The number of the revision to compare with; the one before when missing.
    pub from: Option<i64>,
}

impl IncludeParams {
    /// The comments that are wanted along with the post.
    pub fn within(&self, fields: &Fields) -> Result<Within> {
        Within::parse(self.include.as_deref(), fields, self.comments_first, self.comments_sort, 1)
    }
}

impl ListParams {
    /// The comments that are wanted along with each post.
    pub fn within(&self, fields: &Fields) -> Result<Within> {
        let posts = self.first.or(self.last).unwrap_or(PAGE_DEFAULT.into());
        Within::parse(self.include.as_deref(), fields, self.comments_first, self.comments_sort, posts)
    }

    /// The parts, as the domain takes them.
    pub fn split(self, fields: &Fields) -> Result<(PostFilter, PageArgs, PostInclude)> {
        let filter = filter(self.author.as_deref(), self.tag, self.status, self.series, self.deleted)?;
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        Ok((filter, args, include(self.include.as_deref(), fields)?))
    }
}

/// The filter of a list, from either face.
pub fn filter(
    author: Option<&str>,
    tag: Option<String>,
    status: Option<PostStatus>,
    series: Option<String>,
    deleted: Option<bool>,
) -> Result<PostFilter> {
    let author = author.map(str::parse).transpose()?;
    text::no_longer("/tag", tag.as_deref(), SLUG_MAX)?;
    text::no_longer("/series", series.as_deref(), SERIES_MAX)?;
    Ok(PostFilter { author, tag, status: status.map(Into::into), series, deleted: deleted.unwrap_or_default() })
}

/// Reads `include=author,tags`. A relation that `fields` leaves out is not fetched.
pub fn include(text: Option<&str>, fields: &Fields) -> Result<PostInclude> {
    let asked = text.map_or(Ok(PostInclude::ALL), relations)?;
    Ok(PostInclude {
        author: asked.author && fields.has("author"),
        tags: asked.tags && fields.has("tags"),
        reactions: asked.reactions && fields.has("reactions"),
        cover: asked.cover && fields.has("coverImage"),
        extent: extent(fields),
    })
}

fn extent(fields: &Fields) -> Extent {
    let any_of = |names: &[&str]| names.iter().any(|name| fields.has(name));
    if any_of(&TEXT) {
        Extent::Whole
    } else if any_of(&SURROUNDING) {
        Extent::WithoutText
    } else {
        Extent::Summary
    }
}

/// The members that are the text.
const TEXT: [&str; 2] = ["html", "markdown"];
/// Those that surround it.
const SURROUNDING: [&str; 9] = [
    "tableOfContents",
    "canonicalUrl",
    "metaTitle",
    "metaDescription",
    "socialTitle",
    "socialDescription",
    "socialImage",
    "series",
    "seriesPosition",
];

fn relations(text: &str) -> Result<PostInclude> {
    let mut include = PostInclude::default();
    for name in fields::relations(text)? {
        match name {
            "author" => include.author = true,
            "tags" => include.tags = true,
            "reactions" => include.reactions = true,
            "coverImage" => include.cover = true,
            // They are a list of their own, see `within`.
            "comments" => {}
            _ => {
                let detail = "a post has the relations author, tags, reactions, coverImage and comments";
                return Err(Error::invalid("/include", "unknown_relation", detail));
            }
        }
    }
    Ok(include)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprints::posts::dto::Post;

    fn included(text: Option<&str>, fields: Option<&str>) -> Result<PostInclude> {
        include(text, &Fields::of::<Post>(fields)?)
    }

    #[test]
    fn relations_are_named_one_by_one() {
        assert_eq!(included(None, None).unwrap(), PostInclude::ALL);
        assert_eq!(included(Some(""), None).unwrap(), PostInclude::default());
        assert_eq!(included(Some("tags"), None).unwrap(), PostInclude { tags: true, ..PostInclude::default() });
        assert_eq!(included(Some("coverImage"), None).unwrap(), PostInclude { cover: true, ..PostInclude::default() });
        assert_eq!(included(Some("tags,likes"), None).unwrap_err().code(), "validation_failed");
    }

    #[test]
    fn what_will_not_be_sent_is_not_fetched() {
        let nothing = PostInclude { extent: Extent::Summary, ..PostInclude::default() };
        assert_eq!(included(None, Some("id,title")).unwrap(), nothing);
        assert_eq!(included(None, Some("id,tags")).unwrap(), PostInclude { tags: true, ..nothing });
        assert_eq!(included(None, Some("id,html")).unwrap(), PostInclude::default());
        let surrounded = PostInclude { extent: Extent::WithoutText, ..nothing };
        for name in SURROUNDING {
            assert_eq!(included(None, Some(&format!("id,{name}"))).unwrap(), surrounded, "{name}");
        }
    }
}
