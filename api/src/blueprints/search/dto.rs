//! What was found, as clients see it.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::search;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{fields::Picked, page::PageInfo, scalars::Time};

/// A type of things that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase")]
pub enum SearchType {
    /// Published posts.
    Post,
    /// Comments on them.
    Comment,
    /// People.
    User,
    /// Tags.
    Tag,
}

impl From<SearchType> for search::Kind {
    fn from(kind: SearchType) -> Self {
        match kind {
            SearchType::Post => Self::Post,
            SearchType::Comment => Self::Comment,
            SearchType::User => Self::User,
            SearchType::Tag => Self::Tag,
        }
    }
}

/// A thing that was found.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// What it is.
    pub r#type: SearchType,
    /// The public id; `nodes` brings the whole thing.
    #[schema(value_type = String, example = "post_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What it is called: the title of a post, or of the post that a comment is on; the name of a person or a tag.
    #[schema(example = "Hello, world")]
    pub title: String,
    /// The same as HTML that is safe to put into a page, with what was looked for in `<mark>`.
    #[schema(example = "<mark>Hello</mark>, world")]
    pub title_html: String,
    /// The part of its text that has most of what was looked for, as HTML that is safe to put into a page, with that in `<mark>`. May
    /// be empty.
    #[schema(example = "It says <mark>hello</mark> to everybody …")]
    pub excerpt_html: String,
    /// Its name in addresses: of a comment that of its post, of a person the handle.
    #[schema(example = "hello-world")]
    pub slug: String,
    /// The post that a comment is on; null for everything else.
    #[schema(value_type = Option<String>)]
    pub post_id: Option<ID>,
    /// Who wrote a post or a comment, by id; null for everything else.
    #[schema(value_type = Option<String>)]
    pub author_id: Option<ID>,
    /// The name of that person.
    #[schema(example = "Ada Lovelace")]
    pub author_name: Option<String>,
    /// When a post was published, a comment written, when a person joined; null for a tag.
    pub at: Option<Time>,
}

impl From<search::Hit> for SearchHit {
    fn from(hit: search::Hit) -> Self {
        let (r#type, id) = match hit.id {
            search::HitId::Post(id) => (SearchType::Post, id.to_string()),
            search::HitId::Comment(id) => (SearchType::Comment, id.to_string()),
            search::HitId::User(id) => (SearchType::User, id.to_string()),
            search::HitId::Tag(id) => (SearchType::Tag, id.to_string()),
        };
        Self {
            r#type,
            id: id.into(),
            title: hit.title,
            title_html: hit.title_html,
            excerpt_html: hit.excerpt_html,
            slug: hit.slug,
            post_id: hit.post_id.map(|id| id.to_string().into()),
            author_id: hit.author_id.map(|id| id.to_string().into()),
            author_name: hit.author_name,
            at: hit.at.map(Time::from),
        }
    }
}

/// What the posts among the matches are about and who wrote them, the most frequent first, at most ten of each.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchFacets {
    /// Their tags.
    pub tags: Vec<TagFacet>,
    /// Who wrote them.
    pub authors: Vec<AuthorFacet>,
}

/// A tag of posts that were found.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TagFacet {
    /// The name in addresses.
    #[schema(example = "rust")]
    pub slug: String,
    /// The name for people.
    #[schema(example = "Rust")]
    pub name: String,
    /// How many of the posts have it.
    #[schema(example = 3)]
    pub count: u32,
}

/// Somebody who wrote posts that were found.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthorFacet {
    /// The public id.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The handle.
    #[schema(example = "ada")]
    pub username: String,
    /// The name shown to people.
    #[schema(example = "Ada Lovelace")]
    pub display_name: String,
    /// How many of the posts they wrote.
    #[schema(example = 3)]
    pub count: u32,
}

impl From<search::Facets> for SearchFacets {
    fn from(facets: search::Facets) -> Self {
        let tag = |search::TagFacet { slug, name, count }| TagFacet { slug, name, count };
        let author = |author: search::AuthorFacet| AuthorFacet {
            id: author.id.to_string().into(),
            username: author.username,
            display_name: author.display_name,
            count: author.count,
        };
        Self {
            tags: facets.tags.into_iter().map(tag).collect(),
            authors: facets.authors.into_iter().map(author).collect(),
        }
    }
}

/// A page of what was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = List_SearchHit)]
pub struct SearchPage {
    /// The items.
    #[schema(value_type = Vec<SearchHit>)]
    pub data: Vec<Picked<SearchHit>>,
    /// Where the page stands.
    pub page_info: PageInfo,
    /// How many items the whole list has; there when `includeTotal=true` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub total_count: Option<i64>,
    /// Tags and authors of the posts among the matches; there when `includeFacets=true` asks for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<SearchFacets>,
    /// What was looked for instead, where nothing had the words as they were written; missing otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "search engine")]
    pub corrected: Option<String>,
}
