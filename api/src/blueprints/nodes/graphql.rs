//! Anything by its id, in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids::NodeId, nodes};

use super::dto::Node;
use crate::{failure::Failure, graphql::cx};

/// Queries of nodes.
#[derive(Default)]
pub struct NodesQuery;

#[Object]
impl NodesQuery {
    /// Anything by its id.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "any public id")] id: ID,
    ) -> Result<Option<Node>, Failure> {
        Ok(Some(nodes::get(cx(ctx)?, NodeId::parse(&id)?).await?.into()))
    }
}
