//! The query parameters of deliveries.

use presswork_domain::{page::PageArgs, webhooks::DeliveryFilter};
use serde::Deserialize;
use utoipa::IntoParams;

use super::dto::WebhookDeliveryState;

/// Which deliveries to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DeliveryParams {
    /// How many items from the start, 1 to 100; 20 when missing.
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end, 1 to 100.
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
    /// Only in this state.
    #[param(inline)]
    pub state: Option<WebhookDeliveryState>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl DeliveryParams {
    /// The parts, as the domain takes them.
    pub fn split(self) -> (DeliveryFilter, PageArgs) {
        let args = PageArgs { first: self.first, after: self.after, last: self.last, before: self.before };
        (DeliveryFilter { state: self.state.map(Into::into) }, args)
    }
}
