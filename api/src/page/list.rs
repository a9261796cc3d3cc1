//! A page as REST sends it.

use presswork_domain::page::Page;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::info::PageInfo;

/// A page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct List<T> {
    /// The items.
    pub data: Vec<T>,
    /// Where the page stands.
    pub page_info: PageInfo,
    /// How many items the whole list has; there when `includeTotal=true` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub total_count: Option<i64>,
}

impl<T, D: From<T>> From<Page<T>> for List<D> {
    fn from(page: Page<T>) -> Self {
        let (page_info, total_count) = (PageInfo::from(&page), page.total_count);
        Self { data: page.edges.into_iter().map(|edge| edge.node.into()).collect(), page_info, total_count }
    }
}
