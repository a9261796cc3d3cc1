//! A stream ends with the right to it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use presswork_tests::{PASSWORD, Process, TestApp, each_profile, id_of};
use serde_json::json;

each_profile! {
    a_logout_ends_the_streams_of_its_session_at_once,
    a_session_or_token_that_its_owner_ends_is_heard_no_more,
    with QUICK => a_token_that_expires_ends_its_streams,
    with QUICK => who_is_no_operator_any_more_sees_no_more,
    with QUICK => a_suspended_person_hears_nothing_more,
    a_decision_of_an_admin_is_felt_by_streams_at_once,
    a_stopping_server_ends_its_streams_before_it_waits_for_anything,
}

/// How often credentials are looked at when nobody tells.
const QUICK: [(&str, &str); 1] = [("PRESSWORK__REALTIME__RECHECK", "200ms")];

async fn a_logout_ends_the_streams_of_its_session_at_once(app: TestApp) {
    let ada = app.user("ada").await;
    let (mut one, mut other) = (ada.follow("feed").await, ada.follow("feed").await);
    let mut nobodys = app.anonymous().follow("feed").await;
    for events in [&mut one, &mut other, &mut nobodys] {
        events.expect("ready").await;
    }
    let began = Instant::now();
    ada.call("logout", json!({})).await.ok();
    one.ended("session_revoked").await;
    other.ended("session_revoked").await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    let bob = app.user("bob").await;
    bob.published("Still told to others").await;
    nobodys.expect("postPublished").await;
    app.run_jobs().await;
}

async fn a_session_or_token_that_its_owner_ends_is_heard_no_more(app: TestApp) {
    let ada = app.user("ada").await;
    let login = json!({ "input": { "login": "ada", "password": PASSWORD } });
    let other = ada.with_tokens(&app.anonymous().call("login", login).await.ok());
    let made = json!({ "input": { "name": "reader", "scopes": ["read"] } });
    let made = ada.call("createAccessToken", made).await.ok();
    let program = ada.with_token(made["secret"].as_str().unwrap_or_else(|| panic!("{made}")));
    let (mut others, mut programs) = (other.follow("feed").await, program.follow("feed").await);
    others.expect("ready").await;
    programs.expect("ready").await;
    ada.call("revokeOtherSessions", json!({})).await.ok();
    others.ended("session_revoked").await;
    ada.call("revokeAccessToken", id_of(&made["accessToken"])).await.ok();
    programs.ended("invalid_token").await;
    app.run_jobs().await;
}

async fn a_token_that_expires_ends_its_streams(app: TestApp) {
    let ada = app.user("ada").await;
    let mut events = ada.follow("feed").await;
    events.expect("ready").await;
    app.advance(TimeDelta::minutes(16));
    events.ended("token_expired").await;
}

async fn who_is_no_operator_any_more_sees_no_more(app: TestApp) {
    let ann = app.admin("ann").await;
    let mut events = ann.follow("ops").await;
    events.until("operationsUpdated").await;
    app.db_set_role(&ann, "editor").await;
    events.ended("forbidden").await;
}

async fn a_suspended_person_hears_nothing_more(app: TestApp) {
    let ada = app.user("ada").await;
    let mut events = ada.follow("feed").await;
    events.expect("ready").await;
    app.db_run("UPDATE users SET suspended_at = created_at WHERE username = 'ada'", vec![]).await;
    events.ended("account_suspended").await;
}

/// Without waiting for the next look: the default is fifteen seconds.
async fn a_decision_of_an_admin_is_felt_by_streams_at_once(app: TestApp) {
    let (boss, ann, ada) = (app.admin("boss").await, app.admin("ann").await, app.user("ada").await);
    let program = ada.program(&["read"]).await;
    let (mut anns, mut adas, mut programs) =
        (ann.follow("ops").await, ada.follow("feed").await, program.follow("feed").await);
    anns.until("operationsUpdated").await;
    adas.expect("ready").await;
    programs.expect("ready").await;
    let began = Instant::now();
    boss.call("updateUser", json!({ "id": ann.id, "input": { "role": "editor" } })).await.ok();
    anns.ended("forbidden").await;
    boss.call("updateUser", json!({ "id": ada.id, "input": { "suspended": true } })).await.ok();
    adas.ended("session_revoked").await;
    programs.ended("account_suspended").await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    app.run_jobs().await;
}

async fn a_stopping_server_ends_its_streams_before_it_waits_for_anything(app: TestApp) {
    let mut environment = app.environment();
    environment.insert("PRESSWORK__HTTP__SHUTDOWN_GRACE".to_owned(), "20s".to_owned());
    let mut server = Process::start_ready("api", &environment).await;
    let mut events = server.anonymous().follow("feed").await;
    events.expect("ready").await;
    let began = Instant::now();
    let (status, last) = tokio::join!(server.stop(), events.next());
    assert!(status.success(), "{status}");
    assert!(last.is_none(), "{last:?}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
