//! Ending mails by the link in them.

use presswork_tests::{Actor, Reply, TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    one_click_ends_the_mails_of_a_kind_and_no_others,
    looking_at_the_page_ends_nothing,
    a_link_that_is_not_ours_is_refused_and_ends_nothing,
    a_link_of_a_digest_ends_that_digest,
    the_page_answers_no_other_methods,
}

/// As a mail program sends it (RFC 8058, section 3.1).
async fn click(nobody: &Actor, address: &str) -> Reply {
    let request = nobody.request("POST", address).header("content-type", "application/x-www-form-urlencoded");
    request.body("List-Unsubscribe=One-Click").send().await
}

/// Whether mails of a kind come.
async fn comes(actor: &Actor, kind: &str) -> Value {
    let preferences = actor.call("notificationPreferences", json!({})).await.ok();
    preferences["kinds"].as_array().unwrap().iter().find(|it| it["kind"] == kind).unwrap()["mail"].clone()
}

/// The address in a mail about a comment on somebody's post.
async fn address(app: &TestApp, ada: &Actor, bob: &Actor) -> String {
    bob.comment(&ada.published("Hello").await, "Well.").await;
    app.run_jobs().await;
    app.last_mail_to(&ada.email).await.unsubscribe()
}

async fn one_click_ends_the_mails_of_a_kind_and_no_others(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let address = address(&app, &ada, &bob).await;
    for _ in 0..2 {
        let done = click(&app.anonymous(), &address).await;
        assert_eq!((done.status, done.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(done.text().contains("You are unsubscribed"), "{}", done.text());
    }
    assert_eq!((comes(&ada, "comment").await, comes(&ada, "reply").await), (json!(false), json!(true)));
    let before = app.mails_to(&ada.email).await.len();
    bob.comment(&ada.published("Another").await, "Well, again.").await;
    app.run_jobs().await;
    assert_eq!(app.mails_to(&ada.email).await.len(), before, "no mail");
    let told = ada.call("notifications", json!({ "first": 1 })).await.ok();
    assert_eq!(told["data"][0]["title"], "Another", "but the inbox");
    assert_eq!(comes(&bob, "comment").await, json!(true), "and nobody else's");
    // The same in parts, which the RFC allows as well, and without anything.
    let part = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let request = app.anonymous().request("POST", &address).header("content-type", "multipart/form-data; boundary=x");
    assert_eq!(request.body(part).send().await.status, 200);
    assert_eq!(app.anonymous().request("POST", &address).send().await.status, 200);
}

async fn looking_at_the_page_ends_nothing(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let address = address(&app, &ada, &bob).await;
    for method in ["GET", "HEAD", "OPTIONS"] {
        let page = app.anonymous().request(method, &address).send().await;
        assert!(page.status == 200 || page.status == 204, "{method}: {}", page.status);
    }
    assert_eq!(comes(&ada, "comment").await, json!(true));
    let page = app.anonymous().get(&address).await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && policy.contains("form-action 'self'"), "{policy}");
    assert!(!policy.contains("script"), "{policy}");
    assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "no-referrer"));
    let text = page.text();
    assert!(text.contains("mails about comments on your posts") && text.contains("<form method=\"post\""), "{text}");
    let action = text.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(action, address, "the form is sent where the page is");
    click(&app.anonymous(), action).await;
    assert_eq!(comes(&ada, "comment").await, json!(false));
}

async fn a_link_that_is_not_ours_is_refused_and_ends_nothing(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let address = address(&app, &ada, &bob).await;
    let token = address.split("token=").nth(1).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let before = app.db_state().await;
    for wrong in [
        String::new(),
        "x".to_owned(),
        "x".repeat(5_000),
        parts[2].to_owned(),
        format!("{}.{}", parts[0], parts[1]),
        format!("{}.reply.{}", parts[0], parts[2]),
        format!("{}.{}.{}", bob.id, parts[1], parts[2]),
        format!("{}.{}.{}A", parts[0], parts[1], parts[2]),
        format!("{token}.x"),
        token.to_uppercase(),
        format!("{token}%00"),
    ] {
        for method in ["GET", "POST"] {
            let asked = app.anonymous().request(method, &format!("/unsubscribe?token={wrong}")).send().await;
            asked.refused(400, "invalid_link");
        }
    }
    for query in ["", "?", "?tokn=x", "?token=x&token=x", &format!("?token={token}&more=1")] {
        let asked = click(&app.anonymous(), &format!("/unsubscribe{query}")).await;
        asked.refused(422, "validation_failed");
    }
    assert_eq!(app.db_state().await, before);
    assert_eq!(comes(&ada, "comment").await, json!(true));
}

async fn a_link_of_a_digest_ends_that_digest(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let daily = |kind: &str, digest: &str| json!({ "kind": kind, "inbox": true, "mail": false, "digest": digest });
    let kinds = json!({ "kinds": [daily("comment", "daily"), daily("reaction", "weekly")] });
    ada.call("setNotificationPreferences", json!({ "input": kinds })).await.ok();
    bob.comment(&ada.published("Hello").await, "Well.").await;
    app.run_jobs().await;
    app.advance(chrono::TimeDelta::days(1));
    let boss = app.admin("boss").await;
    boss.call("triggerSchedule", json!({ "name": "send-digests" })).await.ok();
    app.run_jobs().await;
    let mail = app.last_mail_to(&ada.email).await;
    assert_eq!(mail.subject, "Your daily digest: 1 thing");
    assert_eq!(click(&app.anonymous(), &mail.unsubscribe()).await.status, 200);
    let ada = ada.again().await;
    let kinds = ada.call("notificationPreferences", json!({})).await.ok()["kinds"].clone();
    assert_eq!((&kinds[1]["digest"], &kinds[4]["digest"]), (&json!("off"), &json!("weekly")));
    let next = "digests WHERE digest = 'daily' AND next_at IS NOT NULL";
    assert_eq!(app.db_number_of(next).await, 0);
    app.run_jobs().await;
}

async fn the_page_answers_no_other_methods(app: TestApp) {
    for method in ["PUT", "PATCH", "DELETE"] {
        let refused = app.anonymous().request(method, "/unsubscribe?token=x").send().await;
        refused.refused(405, "method_not_allowed");
        assert_eq!(refused.header("allow"), "GET, HEAD, POST, OPTIONS");
    }
}
