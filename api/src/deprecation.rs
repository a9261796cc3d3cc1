//! Operations that will go (`deprecated` in the document): every answer of theirs says since when that is known (`Deprecation`,
//! RFC 9745) and from when they may be gone (`Sunset`, RFC 8594). The times are the extensions `x-deprecated-since` and `x-sunset` of the
//! operation, in RFC 3339.

use std::time::SystemTime;

use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ResourceDef, ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{HeaderName, HeaderValue, HttpDate},
    },
    middleware::Next,
    web::Data,
};

use crate::{
    openapi::{Operation, Written},
    paths::asked,
};

/// The headers, in the order of [`Deprecation::values`].
const NAMES: [HeaderName; 2] = [HeaderName::from_static("deprecation"), HeaderName::from_static("sunset")];

/// One deprecated operation.
struct Deprecation {
    at: ResourceDef,
    method: Method,
    values: [Option<HeaderValue>; 2],
}

/// All deprecated operations.
pub struct Deprecations(Vec<Deprecation>);

impl Deprecations {
    /// Reads the document.
    pub fn new(document: &Written) -> Self {
        let all = document.paths.iter().flat_map(|(path, item)| {
            let deprecated = item.operations().filter(|(_, it)| it.deprecated);
            deprecated.map(move |(method, operation)| Deprecation {
                at: ResourceDef::new(path.as_str()),
                method,
                values: values(operation),
            })
        });
        Self(all.collect())
    }

    fn of(&self, request: &ServiceRequest) -> Option<&Deprecation> {
        self.0.iter().find(|it| it.method == *request.method() && it.at.is_match(asked(request.request())))
    }
}

fn values(operation: &Operation) -> [Option<HeaderValue>; 2] {
    let since = operation.deprecated_since.map(|at| format!("@{}", at.timestamp()));
    let until = operation.sunset.map(|at| HttpDate::from(SystemTime::from(at)).to_string());
    [since, until].map(|text| HeaderValue::try_from(text?).ok())
}

/// Adds the headers to every answer of a deprecated operation, refusals too.
pub async fn announce(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let known = request.app_data::<Data<Deprecations>>();
    let values = known.and_then(|known| known.of(&request)).map(|it| it.values.clone()).unwrap_or_default();
    let mut response = next.call(request).await?.map_into_boxed_body();
    for (name, value) in NAMES.into_iter().zip(values) {
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use actix_web::{
        App,
        middleware::from_fn,
        test::{TestRequest, call_service, init_service},
        web,
    };
    use serde_json::json;

    use super::*;

    fn document() -> Written {
        let old = json!({
            "deprecated": true, "x-deprecated-since": "2026-01-02T00:00:00Z", "x-sunset": "2027-01-02T03:04:05Z",
            "responses": { "200": { "description": "Fine." } }
        });
        let new = json!({ "responses": { "200": { "description": "Fine." } } });
        let paths = json!({ "/old/{id}": { "get": old, "delete": new } });
        serde_json::from_value(json!({ "paths": paths })).unwrap()
    }

    #[actix_web::test]
    async fn an_operation_that_will_go_says_since_when_and_until_when() {
        let app = App::new().app_data(Data::new(Deprecations::new(&document()))).wrap(from_fn(announce));
        let app = init_service(app.route("/old/{id}", web::to(actix_web::HttpResponse::Ok))).await;
        let told = async |request: TestRequest| {
            let answer = call_service(&app, request.uri("/old/7").to_request()).await;
            NAMES.map(|name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()))
        };
        let (since, until) = ("@1767312000".to_owned(), "Sat, 02 Jan 2027 03:04:05 GMT".to_owned());
        assert_eq!(told(TestRequest::get()).await, [Some(since), Some(until)]);
        assert_eq!(told(TestRequest::delete()).await, [None, None]);
    }
}
