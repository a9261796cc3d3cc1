//! Refusals that operations give alike. They stand once in the components, and operations refer to them: written out, they are most of
//! the document.

use std::collections::BTreeMap;

use utoipa::openapi::{Ref, RefOr, Response};

/// Refusals that stand in the components.
#[derive(Default)]
pub struct Shared(BTreeMap<&'static str, Response>);

impl Shared {
    /// Puts a refusal where all operations find it. One that says other words or has other headers than the first of its status stays
    /// where it is.
    pub fn take(&mut self, status: &str, response: &mut RefOr<Response>) {
        let (Some(name), RefOr::T(refusal)) = (name(status), &*response) else { return };
        if *self.0.entry(name).or_insert_with(|| refusal.clone()) == *refusal {
            *response = RefOr::Ref(Ref::new(format!("#/components/responses/{name}")));
        }
    }

    /// What there is to refer to.
    pub fn named(self) -> impl Iterator<Item = (String, RefOr<Response>)> {
        self.0.into_iter().map(|(name, response)| (name.to_owned(), RefOr::T(response)))
    }
}

/// What a status is called (RFC 9110, section 15; RFC 6585).
fn name(status: &str) -> Option<&'static str> {
    Some(match status {
        "304" => "NotModified",
        "400" => "BadRequest",
        "401" => "Unauthorized",
        "403" => "Forbidden",
        "404" => "NotFound",
        "406" => "NotAcceptable",
        "408" => "RequestTimeout",
        "409" => "Conflict",
        "412" => "PreconditionFailed",
        "413" => "ContentTooLarge",
        "414" => "UriTooLong",
        "415" => "UnsupportedMediaType",
        "422" => "UnprocessableContent",
        "429" => "TooManyRequests",
        "500" => "InternalServerError",
        "503" => "ServiceUnavailable",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::ResponseBuilder;

    use super::*;

    #[test]
    fn what_is_alike_stands_once() {
        let mut shared = Shared::default();
        let mut take = |words: &str| {
            let mut response = RefOr::T(ResponseBuilder::new().description(words).build());
            shared.take("404", &mut response);
            matches!(response, RefOr::Ref(_))
        };
        assert!(take("It does not exist.") && take("It does not exist."));
        assert!(!take("Nobody has this name."), "other words stay");
        assert_eq!(shared.named().count(), 1);
    }
}
