//! Suppressions in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, suppressions};

use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::SuppressionConnection,
};

/// Queries of suppressions.
#[derive(Default)]
pub struct SuppressionsQuery;

/// Mutations of suppressions.
#[derive(Default)]
pub struct SuppressionsMutation;

#[Object]
impl SuppressionsQuery {
    /// The addresses to which no mail goes that need not, the last first.
    async fn suppressions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<SuppressionConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(suppressions::list(cx(ctx)?, &args).await?.into()))
    }
}

#[Object]
impl SuppressionsMutation {
    /// Lets mail go to an address again. Answers true.
    async fn lift_suppression(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`supp_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| suppressions::lift(&cx, id).await.map(|()| true)).await
    }
}
