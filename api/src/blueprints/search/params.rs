//! The query parameters of the search.

use presswork_domain::{Result, page::PageArgs, search::SearchInput, slug::SLUG_MAX, text};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::SearchType;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SearchParams {
    /// Words that all have to be there, at most 16: `"a phrase"` in quotes, `begin*` for a beginning, `-word` for one that must not be there. At most 200 characters.
    #[param(example = "rust \"web server\" -java")]
    pub q: String,
    /// Only things of this type; of all when missing.
    #[param(inline)]
    pub r#type: Option<SearchType>,
    /// Only posts and comments by this person: `user_...` or `@username`.
    #[param(example = "@ada")]
    pub author: Option<String>,
    /// Only posts with the tag of this slug.
    #[param(example = "rust")]
    pub tag: Option<String>,
    /// How many items from the start, 1 to 100; 20 when missing.
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end, 1 to 100.
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too, as far as it is ranked. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
    /// Whether to count the tags and the authors of the posts among the matches. It costs as much as 100 items.
    #[serde(default, rename = "includeFacets")]
    #[param(required = false)]
    pub include_facets: bool,
}

impl SearchParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> Result<(SearchInput, PageArgs)> {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        Ok((input(self.q, self.r#type, self.author.as_deref(), self.tag)?, args))
    }
}

/// What is looked for, from either face.
pub fn input(q: String, kind: Option<SearchType>, author: Option<&str>, tag: Option<String>) -> Result<SearchInput> {
    let author = author.map(str::parse).transpose()?;
    text::no_longer("/tag", tag.as_deref(), SLUG_MAX)?;
    Ok(SearchInput { q, kind: kind.map(Into::into), author, tag })
}
