//! What is true of every operation: the answers that any of them may give, and the body of every error.

use utoipa::{
    Modify,
    openapi::{
        Content, OpenApi, PathItem, Ref, RefOr, Response, ResponseBuilder,
        extensions::Extensions,
        path::Operation,
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use super::{
    answers,
    bodies::{self, Examples},
    defaults, headers, limits, lists,
    shared::Shared,
};

/// What a token is, and how it is looked at.
const BEARER: &str = "The access token of a login: a JWT, signed by Ed25519 and verified along the lines of RFC8725 (one \
                      algorithm; issuer, audience and times checked; the session looked up). Or one that a person made \
                      for a program: `pw_live_...`.";

const NO_SCOPES: [&str; 0] = [];

/// Completes a document.
pub struct Completed;

impl Modify for Completed {
    fn modify(&self, document: &mut OpenApi) {
        if let Some(components) = document.components.as_mut() {
            let bearer = Http::builder().scheme(HttpAuthScheme::Bearer).description(Some(BEARER)).build();
            components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
            answers::declare(components);
            lists::refer_to_items(components);
            defaults::forget_null(components);
        }
        for server in document.servers.iter_mut().flatten() {
            server.extensions = Some(Extensions::builder().add("x-internal", false).build());
        }
        limits::declare(document);
        let examples = bodies::examples(document);
        let mut shared = Shared::default();
        document.paths.paths.values_mut().for_each(|item| complete_path(item, &examples, &mut shared));
        if let Some(components) = document.components.as_mut() {
            components.responses.extend(shared.named());
        }
    }
}

fn complete_path(item: &mut PathItem, examples: &Examples, shared: &mut Shared) {
    let methods = [
        ("GET", &mut item.get),
        ("POST", &mut item.post),
        ("PUT", &mut item.put),
        ("PATCH", &mut item.patch),
        ("DELETE", &mut item.delete),
    ];
    for (method, operation) in methods {
        if let Some(operation) = operation {
            complete(method, operation, examples);
            operation.responses.responses.iter_mut().for_each(|(status, response)| shared.take(status, response));
        }
    }
}

fn complete(method: &str, operation: &mut Operation, examples: &Examples) {
    if method == "PATCH" {
        name_merge_patch(operation);
    }
    if let Some(RefOr::T(body)) = operation.request_body.as_mut() {
        bodies::name_type(body);
        bodies::show(body, examples);
    }
    headers::declare(method, operation);
    summarise(operation);
    describe(operation);
    if operation.security.is_none() {
        // Credentials are not needed; those that are sent all the same have to be right.
        operation.security = Some(vec![SecurityRequirement::default(), SecurityRequirement::new("bearer", NO_SCOPES)]);
    }
    for (status, description) in common(method, operation) {
        let missing = || RefOr::T(ResponseBuilder::new().description(description).build());
        operation.responses.responses.entry(status.to_owned()).or_insert_with(missing);
    }
    let declared = operation.clone();
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            answers::complete(method, status, &declared, response);
            name_problem(status, response);
        }
    }
}

/// Lets the summary be its first sentence, in plain text, as lists of operations show it (OpenAPI 3.1, 4.8.10.1); the rest begins the
/// description, which is Markdown.
fn summarise(operation: &mut Operation) {
    let Some(said) = operation.summary.take() else { return };
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first, rest) = first_sentence(&said);
    operation.summary = Some(first.replace('`', ""));
    if !rest.is_empty() {
        let before = operation.description.take().filter(|text| !text.is_empty());
        operation.description = Some(before.map_or_else(|| rest.to_owned(), |text| format!("{rest}\n\n{text}")));
    }
}

/// The first sentence of a text, and what comes after it.
fn first_sentence(text: &str) -> (&str, &str) {
    let begins = |rest: &str| rest.starts_with(|sign: char| sign.is_uppercase() || sign == '`');
    let ends = text.match_indices(". ").map(|(at, _)| at).find(|at| begins(&text[at + 2..]));
    ends.map_or((text, ""), |at| (&text[..=at], &text[at + 2..]))
}

/// Says where the operation is in the other face, or why it is not.
fn describe(operation: &mut Operation) {
    let said = |name: &str| operation.extensions.as_ref()?.get(name)?.as_str();
    let sentence = match (said("x-graphql"), said("x-transport-bound")) {
        (Some(field), _) => format!("In GraphQL: `{field}`."),
        (None, Some(reason)) => format!("Not in GraphQL: {reason}"),
        (None, None) => return,
    };
    let before = operation.description.take().filter(|text| !text.is_empty());
    operation.description = Some(before.map_or_else(|| sentence.clone(), |text| format!("{text}\n\n{sentence}")));
}

/// Every refusal is a problem (RFC 9457).
fn name_problem(status: &str, response: &mut Response) {
    if status.starts_with(['4', '5']) {
        let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
        let content = || RefOr::T(Content::new(Some(schema)));
        response.content.entry("application/problem+json".to_owned()).or_insert_with(content);
    }
}

/// What an operation may answer besides what it declares itself.
fn common(method: &str, operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let mut common = vec![
        ("400", "The request can't be understood."),
        ("401", "Nobody is logged in, or the credentials are wrong or expired."),
        ("406", "The client accepts no JSON."),
        ("414", "The address is too long."),
        ("422", "Parts of the input are not acceptable."),
        ("429", "Too many requests; wait as long as `Retry-After` says."),
        ("500", "Something went wrong on our side."),
        ("503", "A service this needs is not available; try again."),
    ];
    if method == "GET" && !headers::streams(operation) {
        common.extend([("304", "It is still what the client has."), ("412", answers::OTHER_VERSION)]);
    } else if method != "GET" {
        common.push(("409", "The state does not permit this, or a request with the same key is running."));
    }
    if headers::takes_preference(method, operation) && operation.responses.responses.contains_key("200") {
        common.push(("204", "Done; the client preferred to hear no more."));
    }
    if operation.request_body.is_some() {
        common.extend([
            ("408", "The body took too long to arrive."),
            ("413", "The body is too large."),
            ("415", "The body is no JSON."),
        ]);
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

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn a_sentence_ends_where_another_begins() {
        for (text, first, rest) in [
            (
                "Logs in. Where there is a second factor, it waits.",
                "Logs in.",
                "Where there is a second factor, it waits.",
            ),
            ("An archive is coming. `uploadUrl` says where.", "An archive is coming.", "`uploadUrl` says where."),
            ("The map of the site (sitemaps.org): all pages.", "The map of the site (sitemaps.org): all pages.", ""),
        ] {
            assert_eq!(first_sentence(text), (first, rest));
        }
    }
}
