//! The mailbox for programs: tests and `curl -H 'Accept: application/json'`.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{self, Accept, Header},
    mime,
};
use chrono::{DateTime, Utc};
use presswork_domain::platform::mailer::{MailSummary, MailView};
use serde::Serialize;

#[derive(Serialize)]
struct SummaryDto {
    id: String,
    date: DateTime<Utc>,
    from: String,
    to: String,
    subject: String,
}

#[derive(Serialize)]
struct MailDto {
    #[serde(flatten)]
    summary: SummaryDto,
    text: String,
    html: Option<String>,
}

#[derive(Serialize)]
struct ListDto {
    data: Vec<SummaryDto>,
}

impl From<MailSummary> for SummaryDto {
    fn from(mail: MailSummary) -> Self {
        Self { id: mail.id, date: mail.date, from: mail.from, to: mail.to, subject: mail.subject }
    }
}

/// Whether the caller likes JSON better than a page. Browsers do not; who does not say gets the page.
pub fn wants_json(request: &HttpRequest) -> bool {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let decided =
        ranked.iter().map(mime::Mime::essence_str).find(|kind| ["application/json", "text/html"].contains(kind));
    decided == Some("application/json")
}

pub fn list(mails: Vec<MailSummary>) -> HttpResponse {
    ok().json(ListDto { data: mails.into_iter().map(SummaryDto::from).collect() })
}

pub fn one(mail: MailView) -> HttpResponse {
    ok().json(MailDto { summary: mail.summary.into(), text: mail.text, html: mail.html })
}

fn ok() -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::VARY, "Accept"));
    answer
}
