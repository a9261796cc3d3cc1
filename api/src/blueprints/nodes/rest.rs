//! `/v1/nodes`.

use actix_web::{get, web::Path};
use presswork_domain::{ids::NodeId, nodes};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::Node;
use crate::{
    answer::{Answer, ok},
    cx::Cx,
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

/// The routes of nodes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get);
}
