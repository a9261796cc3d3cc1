//! The document, collected from the routes.

use actix_web::App;
use utoipa::{Modify, OpenApi as _, openapi::OpenApi};
use utoipa_actix_web::{AppExt, scope::scope};

use super::complete::Completed;
use crate::{blueprints, problem::Problem};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Presswork",
        description = "The REST face of a headless backend for publishing communities. The GraphQL face at `/graphql` \
                       can do exactly the same: `x-graphql` names each operation's field there.",
        license(name = "GPL-3.0-or-later", identifier = "GPL-3.0-or-later")
    ),
    servers((url = "/", description = "this server")),
    components(schemas(Problem)),
    modifiers(&Completed),
    tags(
        (name = "accounts", description = "Registration, login, sessions"),
        (name = "users", description = "People"),
        (name = "posts", description = "What people write"),
        (name = "tags", description = "What posts are about"),
        (name = "jobs", description = "Receipts of work in the background"),
        (name = "ops", description = "Queues, workers and schedules, for operators"),
        (name = "nodes", description = "Anything by its id"),
    )
)]
struct Base;

/// The whole document.
pub fn document() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .service(scope("/v1").configure(blueprints::routes))
        .split_for_parts();
    Completed.modify(&mut document);
    document
}
