//! What all pages answer alike: their headers, and the methods they take.

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder, guard,
    http::{
        Method, StatusCode,
        header::{self, ContentType},
    },
    web,
};
use askama::Template;
use presswork_domain::Error;

use crate::problem::{ApiError, Problem};

/// A page, or the error that everything else answers with too.
pub type Answer = Result<HttpResponse, ApiError>;

/// A rendered page under its content security policy. Pages are never stored: they are small and say what is so now.
pub fn page(status: StatusCode, template: &impl Template, csp: &str) -> Answer {
    let html = template.render().map_err(Error::internal)?;
    Ok(HttpResponse::build(status)
        .insert_header(ContentType::html())
        .insert_header((header::CONTENT_SECURITY_POLICY, csp))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html))
}

/// What a page answers.
const READS: &str = "GET, HEAD, OPTIONS";

/// A resource that is only ever read: GET and HEAD, OPTIONS to tell so, and 405 for the rest.
pub fn read_only<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler))
        .route(web::method(Method::OPTIONS).to(options))
        .default_service(web::to(only_reads))
}

async fn options() -> HttpResponse {
    HttpResponse::NoContent().insert_header((header::ALLOW, READS)).finish()
}

async fn only_reads() -> HttpResponse {
    let mut answer = HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, READS)).finish();
    let problem = Problem::new(answer.status(), "method_not_allowed", "this can only be read");
    answer.extensions_mut().insert(problem);
    answer
}
