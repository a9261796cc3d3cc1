//! Query strings, strictly: known parameters only, faults with the parameter's name.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use presswork_domain::{Error, fault::Fault};
use serde::de::DeserializeOwned;

use crate::{pointer::part, problem::ApiError};

/// A query string, parsed.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self).map_err(ApiError::from))
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let reader = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let detail = error.inner().to_string();
        let named = |what: &str| detail.strip_prefix(what).and_then(|rest| rest.split('`').next());
        let known = [
            ("unknown field `", "unknown_parameter"),
            ("missing field `", "required"),
            ("duplicate field `", "invalid_parameter"),
        ];
        let found = known.iter().find_map(|(start, code)| Some((*code, named(start)?.to_owned())));
        let (code, name) = found.unwrap_or_else(|| ("invalid_parameter", error.path().to_string()));
        Error::Invalid(vec![Fault::new(part(&name), code, detail.clone())])
    })
}
