//! `/v1/nodes`.

use actix_web::{get, web::Path};
use presswork_domain::{ids::NodeId, nodes};

use super::{dto::Node, params::NodesParams};
use crate::{
    answer::{Answer, ok},
    cx::Cx,
    query::Query,
    routes::Routes,
};

/// Anything by its id.
#[utoipa::path(
    operation_id = "node", tag = "nodes",
    params(("id" = String, Path, description = "any public id", example = "post_01h455vb4pex5vsknk084sn02q")),
    responses((status = 200, body = Node), (status = 404)),
    extensions(("x-graphql" = json!("Query.node")))
)]
#[get("/nodes/{id}")]
async fn get(cx: Cx, id: Path<String>) -> Answer {
    Ok(ok(Node::from(nodes::get(&cx, NodeId::parse(&id)?).await?)))
}

/// Several things by their ids, in that order; null for what there is not.
#[utoipa::path(
    operation_id = "nodes", tag = "nodes", params(NodesParams),
    responses((status = 200, body = Vec<Option<Node>>)),
    extensions(("x-graphql" = json!("Query.nodes")))
)]
#[get("/nodes")]
async fn list(cx: Cx, Query(params): Query<NodesParams>) -> Answer {
    let found = nodes::get_many(&cx, &params.ids()).await?;
    Ok(ok(found.into_iter().map(|node| node.map(Node::from)).collect::<Vec<_>>()))
}

/// The routes of nodes.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(get);
}
