use actix_web::http::{StatusCode, header};
use chrono::DateTime;
use presswork_domain::platform::mailer::{FolderMailer, Letterhead, Mail, Mailer};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::{
    PagesConfig, csp,
    testing::{Answer, get, get_with},
};

const EVIL: &str = "<script>alert(1)</script>\"'&";

async fn mailbox(mails: &[Mail]) -> (TempDir, PagesConfig) {
    let dir = tempfile::tempdir().unwrap();
    let mailer = FolderMailer::new(dir.path(), Letterhead::new("Press <no-reply@p.example>", "p.example").unwrap());
    for mail in mails {
        mailer.send(mail).await.unwrap();
    }
    let config = PagesConfig { mailbox_dir: Some(dir.path().to_owned()), ..PagesConfig::default() };
    (dir, config)
}

fn mail(id: &str) -> Mail {
    Mail {
        message_id: id.to_owned(),
        to: "ann@example.org".to_owned(),
        subject: "Confirm".to_owned(),
        text: "Click https://p.example/c?t=1&u=2.".to_owned(),
        html: "<p>Click</p>".to_owned(),
        unsubscribe: None,
        date: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
    }
}

fn evil() -> Mail {
    Mail { subject: EVIL.to_owned(), text: format!("{EVIL} https://x.example/{EVIL}"), ..mail("job_1") }
}

async fn get_json(config: &PagesConfig, path: &str) -> (Answer, Value) {
    let answer = get_with(config, path, (header::ACCEPT, "application/json")).await;
    let body = serde_json::from_str(&answer.body).unwrap();
    (answer, body)
}

#[actix_web::test]
async fn programs_get_json() {
    let (_dir, config) = mailbox(&[mail("job_1")]).await;
    let summary = json!({
        "id": "job_1", "date": "2023-11-14T22:13:20Z", "from": "Press <no-reply@p.example>", "to": "ann@example.org",
        "subject": "Confirm",
    });
    assert_eq!(get_json(&config, "/dev/mailbox").await.1, json!({ "data": [summary] }));
    let (answer, one) = get_json(&config, "/dev/mailbox/job_1").await;
    assert_eq!(answer.header(header::VARY), "Accept");
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(one["text"].as_str().unwrap().trim_end(), "Click https://p.example/c?t=1&u=2.");
    assert_eq!(one["html"].as_str().unwrap().trim_end(), "<p>Click</p>");
    assert_eq!(one["id"], "job_1");
}

#[actix_web::test]
async fn browsers_and_the_undecided_get_pages() {
    let (_dir, config) = mailbox(&[mail("job_1")]).await;
    for accept in ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "text/html, application/json;q=0.5", "nonsense"]
    {
        let answer = get_with(&config, "/dev/mailbox", (header::ACCEPT, accept)).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8", "{accept}");
    }
}

#[actix_web::test]
async fn a_mail_shows_its_text_with_links_and_its_html_in_a_sandbox() {
    let (_dir, config) = mailbox(&[mail("job_1")]).await;
    assert!(get(&config, "/dev/mailbox").await.body.contains("href=\"/dev/mailbox/job_1\""));
    let answer = get(&config, "/dev/mailbox/job_1").await;
    assert!(answer.body.contains("<a href=\"https://p.example/c?t=1&#38;u=2\""), "{}", answer.body);
    assert!(answer.body.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""));
    assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), csp::MAIL);
    let html = get(&config, "/dev/mailbox/job_1/html").await;
    assert_eq!(html.header(header::CONTENT_SECURITY_POLICY), csp::MAIL_HTML);
    assert!(html.body.contains("<p>Click</p>"));
    let raw = get(&config, "/dev/mailbox/job_1/raw").await;
    assert_eq!(raw.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
    assert!(raw.body.contains("Message-ID: <job_1@p.example>"));
}

#[actix_web::test]
async fn markup_in_a_mail_stays_text() {
    let (_dir, config) = mailbox(&[evil()]).await;
    for path in ["/dev/mailbox", "/dev/mailbox/job_1"] {
        let answer = get(&config, path).await;
        answer.assert_no_inline_script();
        assert!(!answer.body.contains("<script"), "{}", answer.body);
        assert!(answer.body.contains("&#60;script&#62;"), "{}", answer.body);
    }
}

#[actix_web::test]
async fn a_mail_without_html_has_no_frame() {
    let (dir, config) = mailbox(&[]).await;
    let file = dir.path().join("job_1.eml");
    std::fs::write(file, "From: a@p.example\r\nSubject: Hi\r\n\r\nHello\r\n").unwrap();
    assert!(!get(&config, "/dev/mailbox/job_1").await.body.contains("<iframe"));
    assert_eq!(get(&config, "/dev/mailbox/job_1/html").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn what_is_not_a_mail_is_not_found_in_either_form() {
    let (dir, config) = mailbox(&[mail("job_1")]).await;
    std::fs::write(dir.path().join("secret.txt"), "secret").unwrap();
    for id in ["job_2", "..%2Fjob_1", "%2Fetc%2Fpasswd", "secret.txt", "job_1%00", "job_1.eml"] {
        for part in ["", "/html", "/raw"] {
            let answer = get(&config, &format!("/dev/mailbox/{id}{part}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}{part}");
        }
    }
    let answer = get_with(&config, "/dev/mailbox/job_2", (header::ACCEPT, "application/json")).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_FOUND, ""), "the middleware writes the problem");
}

#[actix_web::test]
async fn an_empty_mailbox_says_so_and_a_broken_one_too() {
    let (dir, config) = mailbox(&[]).await;
    assert!(get(&config, "/dev/mailbox").await.body.contains("No mail yet"));
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let config = PagesConfig { mailbox_dir: Some(file), ..config };
    assert_eq!(get(&config, "/dev/mailbox").await.status, StatusCode::SERVICE_UNAVAILABLE);
    let answer = get_with(&config, "/dev/mailbox", (header::ACCEPT, "application/json")).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::SERVICE_UNAVAILABLE, ""));
}
