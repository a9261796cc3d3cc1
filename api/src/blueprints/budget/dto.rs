//! The budget as callers see it.

use async_graphql::SimpleObject;
use presswork_domain::{Context, budget};
use serde::Serialize;
use utoipa::ToSchema;

use crate::scalars::Time;

/// What the caller may still use up once what this request has done so far is paid: asked for alone, what the header `RateLimit` of
/// the answer tells. Both faces are paid from it.
#[derive(Debug, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateLimit {
    /// Points of a full budget.
    #[schema(example = 6000, minimum = 1)]
    pub limit: u32,
    /// Whole points that are left.
    #[schema(example = 5990, minimum = 0)]
    pub remaining: u32,
    /// The seconds in which an empty budget fills up, evenly.
    #[schema(example = 60, minimum = 1)]
    pub window: u32,
    /// When it is full again.
    pub full_at: Time,
}

impl RateLimit {
    /// That of the one who asks.
    pub async fn of(cx: &Context) -> Self {
        let level = budget::standing(cx).await;
        Self {
            limit: level.size.points,
            remaining: level.remaining(),
            window: u32::try_from(level.size.window.as_secs()).unwrap_or(u32::MAX),
            full_at: (cx.now + level.full_in()).into(),
        }
    }
}
