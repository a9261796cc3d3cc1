//! The budget in GraphQL.

use async_graphql::{Context, Object};

use super::dto::RateLimit;
use crate::{failure::Failure, graphql::cx};

/// Queries of the budget.
#[derive(Default)]
pub struct BudgetQuery;

#[Object]
impl BudgetQuery {
    /// What the caller may still use up: points of a budget that both faces are paid from.
    async fn rate_limit(&self, ctx: &Context<'_>) -> Result<Option<RateLimit>, Failure> {
        Ok(Some(RateLimit::of(cx(ctx)?).await))
    }
}
