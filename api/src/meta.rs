//! The addresses that speak of the server itself.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{self, Bytes, Data},
};
use presswork_domain::Deps;
use serde_json::{Map, Value, json};

use crate::{
    answer::{Answer, ok},
    etag,
    openapi::{WRITTEN, Written},
    problem::Problem,
    streaming::Closing,
};

/// The address of the list of collections.
pub const INDEX: &str = "/v1";

/// The paths here and their methods, which the OpenAPI document does not have.
pub const PATHS: [(&str, &str); 8] = [
    ("/livez", "GET, HEAD, OPTIONS"),
    ("/readyz", "GET, HEAD, OPTIONS"),
    ("/version", "GET, HEAD, OPTIONS"),
    ("/openapi.json", "GET, HEAD, OPTIONS"),
    ("/schema.graphql", "GET, HEAD, OPTIONS"),
    (INDEX, "GET, HEAD, OPTIONS"),
    (crate::graphql::PATH, "GET, HEAD, POST, OPTIONS"),
    ("/", "GET, HEAD, OPTIONS"),
];

/// What there is to be read about the contract.
pub struct Documents {
    sdl: Bytes,
    index: Value,
}

impl Documents {
    /// Lists the collections of the document.
    pub fn new(document: &Written, sdl: String) -> Self {
        let collections = document.paths.keys().filter(|path| !path.contains('{'));
        let named = collections.filter_map(|path| Some((path.strip_prefix("/v1/")?.replace('/', "."), json!(path))));
        Self { index: Value::Object(named.collect::<Map<_, _>>()), sdl: sdl.into() }
    }
}

/// The process runs.
async fn livez() -> HttpResponse {
    ok(json!({ "status": "ok" }))
}

/// The process can answer: its database does, and nobody has asked it to stop. Redis may be away, jobs go on without it.
async fn readyz(deps: Data<Deps>, closing: Option<Data<Closing>>) -> Answer {
    if closing.is_some_and(|closing| closing.is_announced()) {
        let detail = "this process was asked to stop; ask another";
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).into());
    }
    deps.db.ping().await?;
    let queue = if deps.queue.ping().await.is_ok() { "ok" } else { "away" };
    Ok(ok(json!({ "status": "ok", "database": "ok", "queue": queue })))
}

async fn version() -> HttpResponse {
    ok(json!({ "name": "presswork", "version": env!("CARGO_PKG_VERSION") }))
}

async fn openapi() -> HttpResponse {
    document("application/json", &Bytes::from_static(WRITTEN.as_bytes()))
}

async fn sdl(documents: Data<Documents>) -> HttpResponse {
    document("text/plain; charset=utf-8", &documents.sdl)
}

fn document(kind: &'static str, bytes: &Bytes) -> HttpResponse {
    let mut response = HttpResponse::Ok().content_type(kind).body(bytes.clone());
    if let Some(tag) = etag::of(bytes, None) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// What there is, by name.
pub async fn index(documents: Data<Documents>) -> HttpResponse {
    ok(&documents.index)
}

/// The routes of the probes.
pub fn probes(config: &mut web::ServiceConfig) {
    config.route("/livez", web::get().to(livez)).route("/readyz", web::get().to(readyz));
}

/// The routes.
pub fn routes(config: &mut web::ServiceConfig) {
    probes(config);
    config
        .route("/version", web::get().to(version))
        .route("/openapi.json", web::get().to(openapi))
        .route("/schema.graphql", web::get().to(sdl));
}
