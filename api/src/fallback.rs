//! What is answered where no route is: 405 with `Allow` and `OPTIONS` where there are routes for other methods, else 404.

use actix_web::{
    HttpRequest, HttpResponse,
    dev::ResourceDef,
    http::{Method, StatusCode, header},
    web::Data,
};

use crate::{
    media::{ACCEPT_PATCH, PATCH_TYPES},
    openapi::{Item, Written},
    paths::asked,
    problem::Problem,
};

/// The target of a question about the server as a whole (RFC 9110, section 9.3.7), and what it knows.
const WHOLE_SERVER: &str = "*";
const EVERYTHING: &str = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/// Which methods each path answers, read from the OpenAPI document so that it can't differ from it.
pub struct Allowed(Vec<(ResourceDef, String)>);

impl Allowed {
    /// Reads the document, and adds what is not in it.
    pub fn new(document: &Written, others: &[(&str, &str)]) -> Self {
        let documented = document.paths.iter().map(|(path, item)| (path.as_str(), methods(item)));
        let others = others.iter().map(|(path, methods)| (*path, (*methods).to_owned()));
        Self(documented.chain(others).map(|(path, methods)| (ResourceDef::new(path), methods)).collect())
    }

    fn of(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|(template, _)| template.is_match(path)).map(|(_, methods)| methods.as_str())
    }
}

fn methods(item: &Item) -> String {
    let known = item
        .operations()
        .map(|(method, _)| if method == Method::GET { "GET, HEAD".to_owned() } else { method.to_string() });
    known.chain([Method::OPTIONS.to_string()]).collect::<Vec<_>>().join(", ")
}

/// The default service.
pub async fn fallback(request: HttpRequest, allowed: Data<Allowed>) -> HttpResponse {
    if request.method() == Method::OPTIONS && request.path() == WHOLE_SERVER {
        return HttpResponse::NoContent().insert_header((header::ALLOW, EVERYTHING)).finish();
    }
    match allowed.of(asked(&request)) {
        Some(methods) if request.method() == Method::OPTIONS => {
            let mut response = HttpResponse::NoContent();
            if methods.contains("PATCH") {
                response.insert_header((ACCEPT_PATCH, PATCH_TYPES));
            }
            response.insert_header((header::ALLOW, methods)).finish()
        }
        Some(methods) => {
            let detail = format!("this address answers {methods}");
            not_allowed(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail), methods)
        }
        None => carry(Problem::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this address")),
    }
}

/// 405 with what is allowed.
pub fn not_allowed(problem: Problem, methods: &str) -> HttpResponse {
    let mut response = carry(problem);
    if let Ok(value) = header::HeaderValue::from_str(methods) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

/// A bare answer that carries a problem to the middleware, which writes it.
fn carry(problem: Problem) -> HttpResponse {
    let mut response = HttpResponse::build(problem.status()).finish();
    response.extensions_mut().insert(problem);
    response
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[actix_web::test]
    async fn the_server_as_a_whole_can_be_asked_what_it_knows() {
        let allowed = || Data::new(Allowed::new(&Written::read(crate::openapi::WRITTEN).unwrap(), &[]));
        let asked = |method| TestRequest::with_uri("*").method(method).to_http_request();
        let told = fallback(asked(Method::OPTIONS), allowed()).await;
        assert_eq!(told.status(), StatusCode::NO_CONTENT);
        assert_eq!(told.headers().get(header::ALLOW).unwrap(), EVERYTHING);
        assert_eq!(fallback(asked(Method::GET), allowed()).await.status(), StatusCode::NOT_FOUND);
    }
}
