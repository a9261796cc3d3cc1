//! When there is nothing to show: a page for people, the usual problem for programs.

use actix_web::{HttpRequest, http::StatusCode};
use askama::Template;
use presswork_domain::Error;

use super::{
    super::{
        answer::{Answer, page},
        csp,
    },
    json::wants_json,
};
use crate::problem;

#[derive(Template)]
#[template(path = "mailbox/refusal.html")]
struct Refusal {
    title: &'static str,
    detail: &'static str,
}

pub fn no_such_mail(request: &HttpRequest) -> Answer {
    if wants_json(request) {
        return Err(Error::not_found("mail").into());
    }
    let template = Refusal { title: "No such mail", detail: "Its file may have been deleted." };
    page(StatusCode::NOT_FOUND, &template, csp::PLAIN)
}

pub fn unreadable(request: &HttpRequest, error: Error) -> Answer {
    if wants_json(request) {
        return Err(error.into());
    }
    problem::log(&error);
    let template = Refusal { title: "The mailbox can't be read", detail: "The log of the server says why." };
    page(problem::status(&error), &template, csp::PLAIN)
}
