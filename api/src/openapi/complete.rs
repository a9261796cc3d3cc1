//! What is true of every operation: the answers that any of them may give, and the body of every error.

use utoipa::{
    Modify,
    openapi::{
        Content, OpenApi, PathItem, Ref, RefOr, ResponseBuilder,
        path::Operation,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

use super::headers;

/// Completes a document.
pub struct Completed;

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
    let methods = [
        ("GET", &mut item.get),
        ("POST", &mut item.post),
        ("PUT", &mut item.put),
        ("PATCH", &mut item.patch),
        ("DELETE", &mut item.delete),
    ];
    for (method, operation) in methods {
        if let Some(operation) = operation {
            complete(method, operation);
        }
    }
}

fn complete(method: &str, operation: &mut Operation) {
    if method == "PATCH" {
        name_merge_patch(operation);
    }
    headers::declare(method, operation);
    for (status, description) in common(method, operation) {
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

/// What an operation may answer besides what it declares itself.
fn common(method: &str, operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let mut common = vec![
        ("400", "The request can't be understood."),
        ("401", "Nobody is logged in, or the credentials are wrong or expired."),
        ("406", "The client accepts no JSON."),
        ("422", "Parts of the input are not acceptable."),
        ("429", "Too many requests; wait as long as `Retry-After` says."),
        ("500", "Something went wrong on our side."),
        ("503", "A service this needs is not available; try again."),
    ];
    if method == "GET" {
        common.push(("304", "It is still what the client has."));
    } else {
        common.push(("409", "The state does not permit this, or a request with the same key is running."));
    }
    if headers::takes_preference(method, operation) && operation.responses.responses.contains_key("200") {
        common.push(("204", "Done; the client preferred to hear no more."));
    }
    if operation.request_body.is_some() {
        common.extend([("413", "The body is too large."), ("415", "The body is no JSON.")]);
    }
    common
}

/// A change is a merge patch (RFC 7396), whichever of the two types it comes as.
fn name_merge_patch(operation: &mut Operation) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    if let Some(content) = body.content.get("application/json").cloned() {
        body.content.insert("application/merge-patch+json".to_owned(), content);
    }
}

fn describe(status: &str) -> &'static str {
    match status {
        "403" => "Not allowed.",
        "404" => "It does not exist, or you may not know that it does.",
        "409" => "The state of the thing does not permit this, or a request with the same key is running.",
        "410" => "It existed and is gone.",
        "412" => "It was changed by another write.",
        _ => "Refused.",
    }
}
