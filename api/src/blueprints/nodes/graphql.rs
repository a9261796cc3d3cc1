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

    /// Several things by their ids, in that order; null for what there is not.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 public ids; in an address, comma-separated.")] ids: Vec<ID>,
    ) -> Result<Option<Vec<Option<Node>>>, Failure> {
        let found = nodes::get_many(cx(ctx)?, &ids).await?;
        Ok(Some(found.into_iter().map(|node| node.map(Node::from)).collect()))
    }
}
