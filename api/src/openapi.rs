//! The OpenAPI document: collected from the routes, completed with what is true of every operation.

use actix_web::App;
use utoipa::{
    Modify, OpenApi as _,
    openapi::{
        Content, OpenApi, PathItem, Ref, RefOr, ResponseBuilder,
        path::Operation,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, scope::scope};

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

struct Completed;

impl Modify for Completed {
    fn modify(&self, document: &mut OpenApi) {
        if let Some(components) = document.components.as_mut() {
            let bearer =
                SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build());
            components.add_security_scheme("bearer", bearer);
        }
        document.paths.paths.values_mut().for_each(complete_path);
    }
}

fn complete_path(item: &mut PathItem) {
    let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    operations.into_iter().flatten().for_each(complete);
}

/// What every operation may answer besides what it declares itself, and the body of every error.
fn complete(operation: &mut Operation) {
    let mut common = vec![
        ("400", "The request can't be understood."),
        ("401", "Nobody is logged in, or the credentials are wrong or expired."),
        ("422", "Parts of the input are not acceptable."),
        ("429", "Too many requests; wait as long as `Retry-After` says."),
        ("500", "Something went wrong on our side."),
        ("503", "A service this needs is not available; try again."),
    ];
    if operation.request_body.is_some() {
        common.extend([("413", "The body is too large."), ("415", "The body is no JSON.")]);
    }
    for (status, description) in common {
        let missing = || RefOr::T(ResponseBuilder::new().description(description).build());
        operation.responses.responses.entry(status.to_owned()).or_insert_with(missing);
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
        {
            if response.description.is_empty() {
                response.description = describe(status).to_owned();
            }
            let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
            response
                .content
                .entry("application/problem+json".to_owned())
                .or_insert_with(|| RefOr::T(Content::new(Some(schema))));
        }
    }
}

fn describe(status: &str) -> &'static str {
    match status {
        "403" => "Not allowed.",
        "404" => "It does not exist, or you may not know that it does.",
        "409" => "The state of the thing does not permit this.",
        "410" => "It existed and is gone.",
        "412" => "It was changed by another write.",
        _ => "Refused.",
    }
}
