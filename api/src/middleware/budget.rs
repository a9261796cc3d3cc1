//! The cost budget of the caller: the most that a request may cost is reserved before it runs; what it did is charged
//! afterwards, and told in the `RateLimit` fields (draft-ietf-httpapi-ratelimit-headers).
//!
//! Points are reserved here for requests of REST; GraphQL reserves by itself, once it has read the document. What either has
//! done is settled here, once it is known whether anything is sent.

use std::rc::Rc;

use actix_web::{
    Error, HttpMessage, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{HeaderMap, HeaderName},
    },
    middleware::Next,
    web::Data,
};
use presswork_domain::{
    Context,
    budget::{self, Refused, Reservation, TOTAL, bound_within, list_bound},
    page::{PAGE_DEFAULT, PAGE_MAX},
    platform::budgets::Level,
};

use super::{Asking, line::Line};
use crate::{
    blueprints::posts::within::FIRST_DEFAULT,
    openapi::Written,
    paths::{Paths, asked},
    problem::ApiError,
};

/// The parameters that ask for counts of a whole list.
const COUNTS: [&str; 2] = ["includeTotal", "includeFacets"];

/// The name of the one policy.
const POLICY: &str = "points";
const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Points that are reserved, and the request that they are for.
struct Held(Rc<Context>, Reservation);

/// What a request has cost, and what is left; read where headers are written.
#[derive(Clone, Copy)]
pub struct Charged {
    level: Level,
    /// Points that were charged; none for a request that was refused.
    pub points: u32,
}

/// The addresses of REST that answer with lists.
pub struct Lists(Paths<()>);

impl Lists {
    /// Reads them from the document: what takes `first` or `ids`.
    pub fn new(document: &Written) -> Self {
        let lists = document.paths.iter().filter(|(_, item)| {
            item.reading().is_some_and(|it| it.parameters.iter().any(|it| ["first", "ids"].contains(&it.name.as_str())))
        });
        Self(lists.map(|(path, _)| (path.as_str(), ())).collect())
    }

    /// The most that a request may cost.
    fn bound(&self, request: &ServiceRequest) -> u32 {
        let query = request.query_string();
        let is_read = request.method() == Method::GET;
        let is_list = is_read && self.0.has(asked(request.request()));
        let (things, bound) = if is_list { (things(query), list_bound(things(query)) + total(query)) } else { (1, 1) };
        if is_read { bound + comments(query, things) } else { bound }
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

/// What the comments cost that are wanted along with so many posts.
fn comments(query: &str, posts: u32) -> u32 {
    let said = |wanted: &str| {
        let found = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted);
        found.map(|(_, value)| value)
    };
    let wanted = said("include").is_some_and(|names| names.split(',').any(|name| name.trim() == "comments"));
    let each: i64 = said("commentsFirst").map_or(FIRST_DEFAULT, |first| first.parse().unwrap_or(0));
    let each = u32::try_from(each).unwrap_or_default().min(PAGE_MAX);
    if wanted { bound_within(posts * each) } else { 0 }
}

/// Reserves the points of a request of REST, or refuses it when there are not enough; charges what a request of either face did.
pub async fn charge(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (mut response, held) = match reserve(&request).await {
        Ok(held) => (next.call(request).await?.map_into_boxed_body(), held),
        Err(refused) => {
            let error = refuse(request.request(), refused);
            (request.into_response(error.error_response()), None)
        }
    };
    settle(&mut response, held).await;
    Ok(response)
}

async fn reserve(request: &ServiceRequest) -> Result<Option<Held>, Refused> {
    let asking = Asking::of(request.request()).filter(|_| asked(request.request()).starts_with("/v1/"));
    let Some(cx) = asking else { return Ok(None) };
    let bound = request.app_data::<Data<Lists>>().map_or(1, |lists| lists.bound(request));
    let reservation = budget::reserve(&cx, bound).await?;
    cx.meter.operations(1);
    Ok(Some(Held(cx, reservation)))
}

/// Leaves a reservation to be settled once the answer is known.
pub fn hold(request: &HttpRequest, cx: Context, reservation: Reservation) {
    request.extensions_mut().insert(Held(Rc::new(cx), reservation));
}

/// Leaves what is in the budget for the headers of an answer that goes on after its head.
pub fn show(request: &HttpRequest, reservation: &Reservation) {
    Asking::charge(request, Charged { level: reservation.level(), points: 1 });
}

/// Leaves what is in the budget for the headers of the refusal.
pub fn refuse(request: &HttpRequest, refused: Refused) -> ApiError {
    Asking::charge(request, Charged { level: refused.level, points: 0 });
    refused.error.into()
}

/// Charges what was done, and tells what is left.
async fn settle(response: &mut ServiceResponse<BoxBody>, held: Option<Held>) {
    let held = held.or_else(|| response.request().extensions_mut().remove::<Held>());
    if let Some(Held(cx, reservation)) = held {
        let tenths = budget::owed(&cx, response.status() == StatusCode::NOT_MODIFIED);
        let level = reservation.settle(&cx, tenths).await;
        Asking::charge(response.request(), Charged { level, points: tenths / 10 });
    }
    if let Some(Charged { level, .. }) = Asking::charged(response.request()) {
        tell(response.headers_mut(), &level);
    }
}

/// The fields of the draft: how much there is for how long, what is left, and in how many seconds all of it is back.
fn tell(headers: &mut HeaderMap, level: &Level) {
    let policy = Line::of(format_args!("\"{POLICY}\";q={};w={}", level.size.points, level.size.window.as_secs()));
    let full_in = level.full_in().num_milliseconds().max(0).unsigned_abs().div_ceil(1000);
    let now = Line::of(format_args!("\"{POLICY}\";r={};t={full_in}", level.remaining()));
    for (name, value) in [(RATELIMIT_POLICY, policy), (RATELIMIT, now)] {
        if let Some(value) = value.value() {
            headers.insert(name, value);
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
        let along =
            ["", "include=author&commentsFirst=100", "include=author,comments", "include=comments&commentsFirst=20"];
        assert_eq!(along.map(|query| comments(query, 100)), [0, 0, 60, 400]);
    }

    #[test]
    fn the_lists_are_those_of_the_document() {
        let lists = Lists::new(&Written::read(crate::openapi::WRITTEN).unwrap());
        let is_list = |path: &str| lists.0.has(path);
        assert!(["/v1/posts", "/v1/posts/x/comments", "/v1/nodes", "/v1/me/bookmarks"].into_iter().all(is_list));
        assert!(!["/v1/posts/x", "/v1/me", "/v1/nodes/x"].into_iter().any(is_list));
    }
}
