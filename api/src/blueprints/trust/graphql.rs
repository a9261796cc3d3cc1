//! Trust in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::trust;

use super::dto::Trust;
use crate::{failure::Failure, graphql::cx};

/// Queries of trust.
#[derive(Default)]
pub struct TrustQuery;

#[Object]
impl TrustQuery {
    /// How far one is trusted, and what the next level requires.
    async fn my_trust(&self, ctx: &Context<'_>) -> Result<Option<Trust>, Failure> {
        Ok(Some(trust::mine(cx(ctx)?).await?.into()))
    }

    /// How far somebody is trusted, and why. For moderators.
    async fn user_trust(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@handle`")] id: ID,
    ) -> Result<Option<Trust>, Failure> {
        Ok(Some(trust::of(cx(ctx)?, &id.parse()?).await?.into()))
    }
}
