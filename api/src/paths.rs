//! What belongs to an address, found by its template in the OpenAPI document: piece by piece, not by trying one template after the
//! other.

use std::collections::BTreeMap;

use actix_web::HttpRequest;

/// The address that a request asks for as routes are found by it: whatever needs no coding is decoded. What is looked up otherwise
/// would miss `/v1/p%6Fsts`, which a handler answers.
pub fn asked(request: &HttpRequest) -> &str {
    request.match_info().as_str()
}

/// Something for each template, such as `/v1/posts/{id}`. A variable is a whole piece of an address, and not empty.
#[derive(Debug)]
pub struct Paths<T> {
    here: Option<T>,
    named: BTreeMap<Box<str>, Self>,
    variable: Option<Box<Self>>,
}

impl<T> Default for Paths<T> {
    fn default() -> Self {
        Self { here: None, named: BTreeMap::new(), variable: None }
    }
}

impl<'a, T> FromIterator<(&'a str, T)> for Paths<T> {
    fn from_iter<I: IntoIterator<Item = (&'a str, T)>>(all: I) -> Self {
        let mut paths = Self::default();
        for (template, what) in all {
            let place = template.split('/').fold(&mut paths, |place, piece| {
                if piece.starts_with('{') {
                    place.variable.get_or_insert_default()
                } else {
                    place.named.entry(piece.into()).or_default()
                }
            });
            place.here = Some(what);
        }
        paths
    }
}

impl<T> Paths<T> {
    /// The first that is wanted of what belongs to an address: of two templates that fit, the one that names the piece comes before
    /// the one with a variable.
    pub fn find<'a, R>(&'a self, path: &str, wanted: &impl Fn(&'a T) -> Option<R>) -> Option<R> {
        let (piece, rest) = match path.split_once('/') {
            Some((piece, rest)) => (piece, Some(rest)),
            None => (path, None),
        };
        let named = self.named.get(piece);
        let variable = self.variable.as_deref().filter(|_| !piece.is_empty());
        let mut fitting = named.into_iter().chain(variable);
        fitting.find_map(|place| match rest {
            Some(rest) => place.find(rest, wanted),
            None => place.here.as_ref().and_then(wanted),
        })
    }

    /// Whether a template fits.
    pub fn has(&self, path: &str) -> bool {
        self.find(path, &|_| Some(())).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_by_its_template_and_a_name_comes_before_a_variable() {
        let paths: Paths<u8> =
            [("/v1/posts", 1), ("/v1/posts/{id}", 2), ("/v1/posts/drafts", 3), ("/v1/posts/{id}/comments", 4)]
                .into_iter()
                .collect();
        let found = |path: &str| paths.find(path, &|what| Some(*what));
        assert_eq!(["/v1/posts", "/v1/posts/x", "/v1/posts/drafts"].map(found), [Some(1), Some(2), Some(3)]);
        assert_eq!(found("/v1/posts/drafts/comments"), Some(4), "as a variable");
        assert_eq!(
            paths.find("/v1/posts/drafts", &|what| (*what < 3).then_some(*what)),
            Some(2),
            "what is wanted counts"
        );
        for path in
            ["", "/", "/v1", "/v1/", "/v1/posts/", "/v1/posts/x/", "/v1/posts//comments", "/v1/post", "v1/posts"]
        {
            assert!(!paths.has(path), "{path}");
        }
    }
}
