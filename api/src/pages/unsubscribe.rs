//! `/unsubscribe`: ends mails by the link in them, without a login. Whoever opens the link is asked first, because scanners of mails
//! open links, too; a mail program that sends the form at once (RFC 8058) need not be.
//!
//! What is sent along is not looked at: the token says everything.

use actix_web::{
    HttpResponse, guard,
    http::{Method, StatusCode, header},
    web::{self, Bytes, ServiceConfig},
};
use askama::Template;
use presswork_domain::{newsletters, notifications};
use serde::Deserialize;

use super::{
    answer::{Answer, page},
    csp,
};
use crate::{cx::Cx, problem::Problem, query::Query};

/// Where it is.
const PATH: &str = "/unsubscribe";
/// What links of newsletters end, in words that go on after "no more".
const NEWSLETTERS: &str = "newsletters";
/// What it answers.
const METHODS: &str = "GET, HEAD, POST, OPTIONS";

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Unsubscribe<'a> {
    token: &'a str,
    what: &'static str,
    done: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    token: String,
}

pub fn routes(app: &mut ServiceConfig) {
    let resource = web::resource(PATH)
        .route(web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(ask))
        .route(web::post().to(end))
        .route(web::method(Method::OPTIONS).to(options))
        .default_service(web::to(other));
    app.service(resource);
}

/// Changes nothing.
async fn ask(cx: Cx, Query(Link { token }): Query<Link>) -> Answer {
    let what = if newsletters::is_link(&token) {
        newsletters::subscriber_of(&cx, &token)?;
        NEWSLETTERS
    } else {
        notifications::wish(&cx, &token)?.1.sentence()
    };
    let template = Unsubscribe { token: &token, what, done: false };
    page(StatusCode::OK, &template, csp::UNSUBSCRIBE)
}

async fn end(cx: Cx, Query(Link { token }): Query<Link>, _sent: Bytes) -> Answer {
    let what = if newsletters::is_link(&token) {
        newsletters::end_by_link(&cx, &token).await?;
        NEWSLETTERS
    } else {
        notifications::unsubscribe(&cx, &token).await?.sentence()
    };
    let template = Unsubscribe { token: "", what, done: true };
    page(StatusCode::OK, &template, csp::UNSUBSCRIBE)
}

async fn options() -> HttpResponse {
    HttpResponse::NoContent().insert_header((header::ALLOW, METHODS)).finish()
}

async fn other() -> HttpResponse {
    let mut answer = HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, METHODS)).finish();
    let problem = Problem::new(answer.status(), "method_not_allowed", format!("this address answers {METHODS}"));
    answer.extensions_mut().insert(problem);
    answer
}
