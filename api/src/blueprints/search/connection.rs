//! What was found, as a connection: with what a list tells besides its items.

use async_graphql::{Context, Object, SimpleObject};
use presswork_domain::{
    page::Whole,
    search::{self, Found, Looked},
};

use super::dto::{SearchFacets, SearchHit};
use crate::{
    failure::Failure,
    graphql::{cx, loaders::total},
    page::PageInfo,
};

/// A page of what was found.
pub struct SearchHitConnection {
    edges: Vec<SearchHitEdge>,
    page_info: PageInfo,
    whole: Whole,
    looked: Looked,
    corrected: Option<String>,
}

/// An item and its place in the list.
#[derive(SimpleObject)]
pub struct SearchHitEdge {
    /// Opaque; hand it back as `after` or `before`.
    cursor: String,
    /// The item.
    node: SearchHit,
}

impl From<Found> for SearchHitConnection {
    fn from(Found { page, corrected, looked }: Found) -> Self {
        let (page_info, whole) = (PageInfo::from(&page), page.whole().clone());
        let edges = page.edges.into_iter();
        let edges = edges.map(|e| SearchHitEdge { cursor: e.cursor, node: e.node.into() }).collect();
        Self { edges, page_info, whole, looked, corrected }
    }
}

/// A page of what was found.
#[Object]
impl SearchHitConnection {
    /// The items with their cursors.
    async fn edges(&self) -> &[SearchHitEdge] {
        &self.edges
    }

    /// The items.
    async fn nodes(&self) -> Vec<&SearchHit> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page stands.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// How many items the whole list has, as far as it is ranked. It costs as much as 100 items.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64, Failure> {
        total(ctx, &self.whole).await
    }

    /// Tags and authors of the posts among the matches. It costs as much as 100 items.
    async fn facets(&self, ctx: &Context<'_>) -> Result<SearchFacets, Failure> {
        Ok(search::facets(cx(ctx)?, &self.looked).await?.into())
    }

    /// What was looked for instead, where nothing had the words as they were written; null otherwise.
    async fn corrected(&self) -> Option<&str> {
        self.corrected.as_deref()
    }
}
