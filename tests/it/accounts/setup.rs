//! The first admin, by the link that a start prints.

use chrono::TimeDelta;
use presswork_domain::{Context, accounts};
use presswork_tests::{PASSWORD, Process, TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_face! {
    the_link_makes_the_first_admin_and_works_once,
    an_account_that_is_refused_does_not_use_the_link_up,
    the_link_is_over_after_an_hour_or_another_start,
    where_somebody_runs_the_place_there_is_no_link,
}

each_profile! {
    serve_prints_the_link_while_there_is_no_admin,
}

fn input(token: &str) -> Value {
    json!({ "input": { "token": token, "username": "ann", "email": "ann@example.org", "password": PASSWORD } })
}

async fn offered(app: &TestApp) -> Option<String> {
    let cx = Context::system(std::sync::Arc::clone(&app.deps), "start");
    accounts::offer_setup(&cx).await.unwrap()
}

async fn the_link_makes_the_first_admin_and_works_once(app: TestApp) {
    let token = offered(&app).await.unwrap();
    let rows = app.db_rows("SELECT * FROM setup_links", vec![]).await;
    assert!(!format!("{rows:?}").contains(&token), "the token itself is not stored");
    let me = app.anonymous().call("createFirstAdmin", input(&token)).await.ok();
    assert_eq!((&me["role"], &me["username"]), (&json!("admin"), &json!("ann")));
    let login = json!({ "input": { "login": "ann", "password": PASSWORD } });
    let ann = app.anonymous().with_tokens(&app.anonymous().call("login", login).await.ok());
    ann.call("queues", json!({})).await.ok();
    let log = ann.call("auditLog", json!({ "action": "account.admin_created" })).await.ok();
    assert_eq!(log["data"][0]["actor"], me["id"]);
    let mut again = input(&token);
    again["input"]["username"] = json!("eve");
    again["input"]["email"] = json!("eve@example.org");
    app.anonymous().call("createFirstAdmin", again).await.refused(400, "invalid_link");
    assert_eq!(app.db_count("users").await, 1);
}

async fn an_account_that_is_refused_does_not_use_the_link_up(app: TestApp) {
    app.user("ann").await;
    let token = offered(&app).await.unwrap();
    let mut weak = input(&token);
    weak["input"]["password"] = json!("password123");
    assert_eq!(app.anonymous().call("createFirstAdmin", weak).await.faults(), ["/password too_weak"]);
    app.anonymous().call("createFirstAdmin", input(&token)).await.refused(409, "username_taken");
    let mut other = input(&token);
    other["input"]["username"] = json!("bea");
    app.anonymous().call("createFirstAdmin", other.clone()).await.refused(409, "email_taken");
    other["input"]["email"] = json!("bea@example.org");
    app.anonymous().call("createFirstAdmin", other).await.ok();
}

async fn the_link_is_over_after_an_hour_or_another_start(app: TestApp) {
    let first = offered(&app).await.unwrap();
    let second = offered(&app).await.unwrap();
    for wrong in [first.as_str(), "guessed", ""] {
        app.anonymous().call("createFirstAdmin", input(wrong)).await.refused(400, "invalid_link");
    }
    app.advance(TimeDelta::hours(1));
    app.anonymous().call("createFirstAdmin", input(&second)).await.refused(400, "invalid_link");
    assert_eq!(app.db_count("users").await, 0);
}

async fn where_somebody_runs_the_place_there_is_no_link(app: TestApp) {
    let before = offered(&app).await.unwrap();
    app.admin("boss").await;
    app.anonymous().call("createFirstAdmin", input(&before)).await.refused(400, "invalid_link");
    assert_eq!(offered(&app).await, None);
    assert_eq!(app.db_count("setup_links").await, 0);
}

async fn serve_prints_the_link_while_there_is_no_admin(app: TestApp) {
    let mut server = Process::start_ready("serve", &app.environment()).await;
    let log = server.log();
    let token = log.split("/setup#token=").nth(1).and_then(|rest| rest.split_whitespace().next());
    let token = token.unwrap_or_else(|| panic!("no link in {log}"));
    assert_eq!(server.anonymous().get("/setup").await.status, 200);
    server.anonymous().call("createFirstAdmin", input(token)).await.ok();
    server.stop().await;
    let again = Process::start_ready("serve", &app.environment()).await;
    assert!(!again.log().contains("/setup#token="), "{}", again.log());
    app.abandon_jobs();
}
