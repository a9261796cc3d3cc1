//! The four addresses of the mailbox.

use std::path::PathBuf;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, ContentType},
    },
    web::{Data, Path, ServiceConfig},
};
use askama::Template;
use presswork_domain::platform::mailer::{
    MailSummary, MailView,
    mailbox::{list, read},
};

use super::{
    super::{
        answer::{Answer, page, read_only},
        csp,
    },
    json::{self, wants_json},
    links::{Piece, pieces},
    refusal::{no_such_mail, unreadable},
};

/// Where the mail is.
struct Folder(PathBuf);

#[derive(Template)]
#[template(path = "mailbox/list.html")]
struct List {
    folder: String,
    mails: Vec<MailSummary>,
}

#[derive(Template)]
#[template(path = "mailbox/mail.html")]
struct Shown<'a> {
    mail: &'a MailSummary,
    text: Vec<Piece<'a>>,
    has_html: bool,
}

pub fn routes(app: &mut ServiceConfig, folder: PathBuf) {
    app.app_data(Data::new(Folder(folder)))
        .service(read_only("/dev/mailbox", index))
        .service(read_only("/dev/mailbox/{id}", mail))
        .service(read_only("/dev/mailbox/{id}/html", html))
        .service(read_only("/dev/mailbox/{id}/raw", raw));
}

async fn index(request: HttpRequest, folder: Data<Folder>) -> Answer {
    match list(&folder.0).await {
        Err(error) => unreadable(&request, error),
        Ok(mails) if wants_json(&request) => Ok(json::list(mails)),
        Ok(mails) => page(StatusCode::OK, &List { folder: folder.0.display().to_string(), mails }, csp::PLAIN),
    }
}

async fn mail(request: HttpRequest, folder: Data<Folder>, id: Path<String>) -> Answer {
    show(&request, &folder, &id, |view| {
        if wants_json(&request) {
            return Ok(json::one(view));
        }
        let template = Shown { mail: &view.summary, text: pieces(&view.text), has_html: view.html.is_some() };
        page(StatusCode::OK, &template, csp::MAIL)
    })
    .await
}

async fn html(request: HttpRequest, folder: Data<Folder>, id: Path<String>) -> Answer {
    show(&request, &folder, &id, |view| match view.html {
        None => no_such_mail(&request),
        // Links leave the frame: what they lead to would not let itself be framed.
        Some(html) => Ok(inert(ContentType::html(), csp::MAIL_HTML)
            .insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"))
            .body(format!("<!doctype html><base target=\"_blank\">{html}"))),
    })
    .await
}

async fn raw(request: HttpRequest, folder: Data<Folder>, id: Path<String>) -> Answer {
    show(&request, &folder, &id, |view| Ok(inert(ContentType::plaintext(), csp::INERT).body(view.raw))).await
}

async fn show(request: &HttpRequest, folder: &Folder, id: &str, answer: impl FnOnce(MailView) -> Answer) -> Answer {
    match read(&folder.0, id).await {
        Ok(Some(view)) => answer(view),
        Ok(None) => no_such_mail(request),
        Err(error) => unreadable(request, error),
    }
}

/// What the mail brought, under the policy that keeps it quiet.
fn inert(kind: ContentType, policy: &'static str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header(kind)
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    answer
}
