//! The cost budget of the caller: the most that a request may cost is reserved before it runs; what it did is charged
//! afterwards, and told in the `RateLimit` fields (draft-ietf-httpapi-ratelimit-headers).
//!
//! Two layers: inside, where it is known who asks, points are reserved for requests of REST (GraphQL reserves by itself,
//! once it has read the document). Outside, where it is known whether anything was sent, they are settled.

use actix_web::{
    Error, HttpMessage, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{Extensions, ResourceDef, ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use presswork_domain::{
    Context,
    budget::{self, Refused, Reservation, TOTAL, list_bound},
    page::{PAGE_DEFAULT, PAGE_MAX},
    platform::budgets::Level,
};
use utoipa::openapi::{OpenApi, RefOr};

use crate::problem::ApiError;

/// The parameters that ask for counts of a whole list.
const COUNTS: [&str; 2] = ["includeTotal", "includeFacets"];

/// The name of the one policy.
const POLICY: &str = "points";

/// Points that are reserved, and the request that they are for.
struct Held(Context, Reservation);

/// What a request has cost, and what is left; read where headers are written.
#[derive(Clone, Copy)]
pub struct Charged {
    level: Level,
    /// Points that were charged; none for a request that was refused.
    pub points: u32,
}

/// The addresses of REST that answer with lists.
pub struct Lists(Vec<ResourceDef>);

impl Lists {
    /// Reads them from the document: what takes `first` or `ids`.
    pub fn new(document: &OpenApi) -> Self {
        let lists = document.paths.paths.iter().filter(|(_, item)| {
            let parameters = item.get.iter().flat_map(|operation| operation.parameters.iter().flatten());
            parameters.into_iter().any(|it| matches!(it, RefOr::T(it) if ["first", "ids"].contains(&it.name.as_str())))
        });
        Self(lists.map(|(path, _)| ResourceDef::new(path.as_str())).collect())
    }

    /// The most that a request may cost.
    fn bound(&self, request: &ServiceRequest) -> u32 {
        let is_list = request.method() == Method::GET && self.0.iter().any(|list| list.is_match(request.path()));
        if is_list { list_bound(things(request.query_string())) + total(request.query_string()) } else { 1 }
    }
}

/// How many things a request asks for. What is too much is refused when it runs.
fn things(query: &str) -> u32 {
    let asked = url::form_urlencoded::parse(query.as_bytes()).find_map(|(name, value)| match name.as_ref() {
        "first" | "last" => Some(value.parse().unwrap_or(0)),
        "ids" => Some(u32::try_from(value.split(',').count()).unwrap_or(u32::MAX)),
        _ => None,
    });
    asked.unwrap_or(PAGE_DEFAULT).min(PAGE_MAX)
}

/// What counting the whole list costs, or what it is about, when that is asked for.
fn total(query: &str) -> u32 {
    let asked = url::form_urlencoded::parse(query.as_bytes());
    let counts = asked.filter(|(name, value)| COUNTS.contains(&name.as_ref()) && value == "true");
    u32::try_from(counts.count()).unwrap_or(u32::MAX).saturating_mul(TOTAL)
}

/// Reserves the points of a request of REST; refuses it when there are not enough.
pub async fn reserve(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let cx = request.extensions().get::<Context>().cloned().filter(|_| request.path().starts_with("/v1/"));
    let Some(cx) = cx else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    let bound = request.app_data::<Data<Lists>>().map_or(1, |lists| lists.bound(&request));
    match budget::reserve(&cx, bound).await {
        Ok(reservation) => {
            cx.meter.operations(1);
            hold(request.request(), cx, reservation);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(refused) => {
            let error = refuse(request.request(), refused);
            Ok(request.into_response(error.error_response()))
        }
    }
}

/// Leaves a reservation to be settled once the answer is known.
pub fn hold(request: &HttpRequest, cx: Context, reservation: Reservation) {
    request.extensions_mut().insert(Held(cx, reservation));
}

/// Leaves what is in the budget for the headers of an answer that goes on after its head.
pub fn show(request: &HttpRequest, reservation: &Reservation) {
    note(&mut request.extensions_mut(), reservation.level(), 1);
}

/// Leaves what is in the budget for the headers of the refusal.
pub fn refuse(request: &HttpRequest, refused: Refused) -> ApiError {
    note(&mut request.extensions_mut(), refused.level, 0);
    refused.error.into()
}

fn note(extensions: &mut Extensions, level: Level, points: u32) {
    extensions.insert(Charged { level, points });
}

/// Charges what a request did.
pub async fn settle(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = next.call(request).await?.map_into_boxed_body();
    let held = response.request().extensions_mut().remove::<Held>();
    if let Some(Held(cx, reservation)) = held {
        let tenths = budget::owed(&cx, response.status() == StatusCode::NOT_MODIFIED);
        let level = reservation.settle(&cx, tenths).await;
        note(&mut response.request().extensions_mut(), level, tenths / 10);
    }
    let charged = response.request().extensions().get::<Charged>().copied();
    if let Some(Charged { level, .. }) = charged {
        tell(response.headers_mut(), &level);
    }
    Ok(response)
}

/// The fields of the draft: how much there is for how long, what is left, and in how many seconds all of it is back.
fn tell(headers: &mut HeaderMap, level: &Level) {
    let policy = format!("\"{POLICY}\";q={};w={}", level.size.points, level.size.window.as_secs());
    let full_in = level.full_in().num_milliseconds().max(0).unsigned_abs().div_ceil(1000);
    let now = format!("\"{POLICY}\";r={};t={full_in}", level.remaining());
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_reserved_by_what_is_asked_for() {
        let things = ["", "first=7", "tag=x&last=50", "first=100000", "first=x", "ids=a,b,c"].map(things);
        assert_eq!(things, [20, 7, 50, 100, 0, 3]);
        assert_eq!(["first=7", "includeTotal=false", "includeTotal=true"].map(total), [0, 0, TOTAL]);
        assert_eq!(total("includeFacets=true&includeTotal=true"), 2 * TOTAL);
    }

    #[test]
    fn the_lists_are_those_of_the_document() {
        let lists = Lists::new(&crate::openapi::document());
        let is_list = |path: &str| lists.0.iter().any(|list| list.is_match(path));
        assert!(["/v1/posts", "/v1/posts/x/comments", "/v1/nodes", "/v1/me/bookmarks"].into_iter().all(is_list));
        assert!(!["/v1/posts/x", "/v1/me", "/v1/nodes/x"].into_iter().any(is_list));
    }
}
