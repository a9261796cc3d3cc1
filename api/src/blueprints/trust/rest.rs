//! `/v1/me/trust` and `/v1/users/{id}/trust`.

use actix_web::{get, web::Path};
use presswork_domain::trust;

use super::dto::Trust;
use crate::{
    answer::{Answer, ok},
    cx::Cx,
    routes::Routes,
};

/// How far one is trusted, and what the next level requires.
#[utoipa::path(
    operation_id = "myTrust", tag = "moderation", responses((status = 200, body = Trust)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.myTrust")))
)]
#[get("/me/trust")]
async fn mine(cx: Cx) -> Answer {
    Ok(ok(Trust::from(trust::mine(&cx).await?)))
}

/// How far somebody is trusted, and why. For moderators.
#[utoipa::path(
    operation_id = "userTrust", tag = "moderation",
    params(("id" = String, Path, description = "`user_...` or `@handle`", example = "@ada")),
    responses((status = 200, body = Trust), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.userTrust")))
)]
#[get("/users/{id}/trust")]
async fn of(cx: Cx, id: Path<String>) -> Answer {
    Ok(ok(Trust::from(trust::of(&cx, &id.parse()?).await?)))
}

/// The routes of trust.
pub fn routes(config: &mut Routes<'_>) {
    config.service(mine).service(of);
}
