//! Where a page stands in its list.

use async_graphql::SimpleObject;
use presswork_domain::page::Page;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a page stands in its list.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    /// Whether there is more after the last item.
    pub has_next_page: bool,
    /// Whether there is more before the first item.
    pub has_previous_page: bool,
    /// The cursor of the first item.
    pub start_cursor: Option<String>,
    /// The cursor of the last item.
    pub end_cursor: Option<String>,
}

impl<T> From<&Page<T>> for PageInfo {
    fn from(page: &Page<T>) -> Self {
        Self {
            has_next_page: page.has_next_page,
            has_previous_page: page.has_previous_page,
            start_cursor: page.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: page.edges.last().map(|edge| edge.cursor.clone()),
        }
    }
}
