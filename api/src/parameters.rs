//! Query parameters where there are none, and `If-Match` where nothing is compared. Operations that take some parameters refuse the others
//! themselves, see `query`; what an operation takes none of the document knows.

use std::sync::Arc;

use actix_web::{
    Error, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
    web::Data,
};
use presswork_domain::{
    Error as DomainError,
    fault::Fault,
    platform::telemetry::{self, Face},
};

use crate::{
    meta,
    openapi::{Operation, Place, Written},
    paths::{Paths, asked},
    pointer::part,
    problem::ApiError,
};

/// What operations take, by their addresses.
pub struct Parameters(Paths<Operations>);

/// The operations of an address.
struct Operations {
    template: Box<str>,
    methods: Vec<(Method, Taken)>,
}

/// What an operation takes.
#[derive(Debug)]
struct Taken {
    /// Its name.
    operation: Arc<str>,
    /// Parameters in the query.
    query: bool,
    /// A precondition on the version of what it changes.
    if_match: bool,
}

impl Operations {
    fn taken(&self, method: &Method) -> Option<&Taken> {
        self.methods.iter().find(|(known, _)| known == method).map(|(_, taken)| taken)
    }
}

impl Parameters {
    /// Reads the document.
    pub fn new(document: &Written) -> Self {
        let known = document.paths.iter().map(|(path, item)| {
            let methods = item.operations().map(|(method, it)| (method, taken_by(it)));
            (path.as_str(), methods.collect::<Vec<_>>())
        });
        let nothing = Taken { operation: "index".into(), query: false, if_match: false };
        let index = (meta::INDEX, vec![(Method::GET, nothing)]);
        let all = std::iter::once(index).chain(known);
        Self(all.map(|(path, methods)| (path, Operations { template: path.into(), methods })).collect())
    }

    /// What the operation here takes, if there is one.
    fn taken(&self, method: &Method, path: &str) -> Option<&Taken> {
        self.0.find(path, &|here| here.taken(method))
    }

    /// The name of the operation that a request asks for, if there is one.
    pub fn operation(&self, request: &HttpRequest) -> Option<Arc<str>> {
        self.taken(request.method(), asked(request)).map(|taken| Arc::clone(&taken.operation))
    }

    /// The template of an address that the document describes.
    fn template(&self, path: &str) -> Option<&str> {
        self.0.find(path, &|here| Some(&*here.template))
    }
}

fn taken_by(operation: &Operation) -> Taken {
    let takes = operation.parameters.iter();
    Taken {
        operation: operation.id.as_str().into(),
        query: takes.clone().any(|it| it.place == Place::Query),
        if_match: takes
            .clone()
            .any(|it| it.place == Place::Header && it.name.eq_ignore_ascii_case(header::IF_MATCH.as_str())),
    }
}

/// The refusal of a precondition on something whose version is not compared.
pub fn if_match_not_supported() -> DomainError {
    DomainError::malformed("if_match_not_supported", "this operation compares no versions; send it without If-Match")
}

/// The template of the address that a request asks for; none of those that clients make up. What the document describes is looked up there:
/// an answer that was kept, or refused before, has not found its route.
pub fn route_of(request: &HttpRequest) -> Option<String> {
    let described = request.app_data::<Data<Parameters>>().and_then(|known| known.template(asked(request)));
    described.map(str::to_owned).or_else(|| request.match_pattern())
}

/// Says which operation a request asks for, before its time: for the statements by which it is found out who asks.
pub fn say_early(request: &ServiceRequest) {
    if asked(request.request()).starts_with("/v1/") {
        said(request);
    }
}

/// The operation that a request asks for, if there is one, which is said of what runs in this task.
fn said(request: &ServiceRequest) -> Option<&Taken> {
    let taken = request.app_data::<Data<Parameters>>()?.taken(request.method(), asked(request.request()))?;
    telemetry::doing(Face::Rest, Arc::clone(&taken.operation));
    Some(taken)
}

/// Says which operation it is, and refuses what nobody reads: who sends it believes that it says something. Reads pass over `If-Match`: they
/// change nothing that it could protect.
pub async fn refuse_unread(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match said(&request).and_then(|taken| refusal(&request, taken)) {
        Some(error) => Ok(request.into_response(ApiError::from(error).error_response())),
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

fn refusal(request: &ServiceRequest, taken: &Taken) -> Option<DomainError> {
    let sent = url::form_urlencoded::parse(request.query_string().as_bytes()).next().map(|(name, _)| name.into_owned());
    if let Some(name) = sent.filter(|_| !taken.query) {
        let fault = Fault::new(part(&name), "unknown_parameter", "this operation takes no parameters");
        return Some(DomainError::Invalid(vec![fault]));
    }
    let changes = request.method() != Method::GET;
    let conditional = |name| changes && request.headers().contains_key(name);
    if conditional(header::IF_NONE_MATCH) {
        let detail = "only reads compare If-None-Match; send this without it";
        return Some(DomainError::malformed("if_none_match_not_supported", detail));
    }
    (conditional(header::IF_MATCH) && !taken.if_match).then(if_match_not_supported)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_says_which_operations_take_none() {
        let parameters = Parameters::new(&Written::read(crate::openapi::WRITTEN).unwrap());
        let refused = |method: Method, path| parameters.taken(&method, path).is_some_and(|taken| !taken.query);
        assert!(
            refused(Method::GET, "/v1/nodes/x") && refused(Method::POST, "/v1/posts") && refused(Method::GET, "/v1")
        );
        assert!(refused(Method::PATCH, "/v1/posts/hello") && !refused(Method::GET, "/v1/posts/hello"));
        assert!(!refused(Method::GET, "/v1/posts") && !refused(Method::GET, "/v1/nothing"));
        assert!(!refused(Method::OPTIONS, "/v1/nodes/x"));
    }

    #[test]
    fn the_document_says_which_operations_compare_versions() {
        let parameters = Parameters::new(&Written::read(crate::openapi::WRITTEN).unwrap());
        let compares = |method: Method, path| parameters.taken(&method, path).is_some_and(|taken| taken.if_match);
        assert!(compares(Method::PATCH, "/v1/posts/x") && compares(Method::DELETE, "/v1/comments/x"));
        assert!(!compares(Method::PATCH, "/v1/tags/x") && !compares(Method::PUT, "/v1/users/x/follow"));
    }
}
