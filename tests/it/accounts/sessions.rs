//! Staying logged in, and not.

use chrono::TimeDelta;
use presswork_tests::{Actor, PASSWORD, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    a_wrong_password_and_an_unknown_account_get_the_same_answer,
    a_refresh_gives_the_next_pair_of_tokens,
    a_refresh_token_used_twice_ends_the_session,
    a_refresh_token_that_is_too_old_or_not_ours_is_refused,
    a_logout_ends_the_session_at_once,
    a_logout_ends_only_this_session,
    a_suspended_person_is_out_at_once,
}

fn input(refresh_token: &str) -> Value {
    json!({ "input": { "refreshToken": refresh_token } })
}

async fn log_in(actor: &Actor) -> Actor {
    let login = json!({ "input": { "login": actor.username, "password": PASSWORD } });
    actor.with_tokens(&actor.call("login", login).await.ok())
}

async fn a_wrong_password_and_an_unknown_account_get_the_same_answer(app: TestApp) {
    let ada = app.user("ada").await;
    let mut answers = Vec::new();
    for login in ["ada", ada.email.as_str(), "nobody", "nobody@example.org", "", "a\u{0}b"] {
        let wrong = json!({ "input": { "login": login, "password": "tram violet kettles" } });
        let mut problem = app.anonymous().call("login", wrong).await.refused(401, "invalid_credentials");
        problem["requestId"].take();
        answers.push(problem);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(app.db_count("sessions").await, 1, "that of Ada's first login");
}

async fn a_refresh_gives_the_next_pair_of_tokens(app: TestApp) {
    let ada = app.user("ada").await;
    app.advance(TimeDelta::minutes(16));
    ada.call("me", json!({})).await.refused(401, "token_expired");
    let tokens = app.anonymous().call("refresh", input(&ada.refresh_token)).await.ok();
    let next = ada.with_tokens(&tokens);
    assert_ne!(next.refresh_token, ada.refresh_token);
    assert_eq!(next.call("me", json!({})).await.ok()["id"], ada.id);
    app.anonymous().call("refresh", input(&next.refresh_token)).await.ok();
    assert_eq!(app.db_count("sessions").await, 1);
}

async fn a_refresh_token_used_twice_ends_the_session(app: TestApp) {
    let ada = app.user("ada").await;
    let other = log_in(&ada).await;
    let next = ada.with_tokens(&app.anonymous().call("refresh", input(&ada.refresh_token)).await.ok());
    app.anonymous().call("refresh", input(&ada.refresh_token)).await.refused(401, "refresh_token_reused");
    app.anonymous().call("refresh", input(&next.refresh_token)).await.refused(401, "session_revoked");
    for token in [&ada, &next] {
        token.call("me", json!({})).await.refused(401, "session_revoked");
    }
    other.call("me", json!({})).await.ok();
}

async fn a_refresh_token_that_is_too_old_or_not_ours_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    app.anonymous().call("refresh", input("guessed")).await.refused(401, "invalid_refresh_token");
    app.anonymous().call("refresh", input("")).await.refused(401, "invalid_refresh_token");
    app.advance(TimeDelta::days(30));
    app.anonymous().call("refresh", input(&ada.refresh_token)).await.refused(401, "refresh_token_expired");
}

async fn a_logout_ends_the_session_at_once(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("logout", json!({})).await.ok();
    ada.call("me", json!({})).await.refused(401, "session_revoked");
    ada.call("logout", json!({})).await.refused(401, "session_revoked");
    app.anonymous().call("refresh", input(&ada.refresh_token)).await.refused(401, "session_revoked");
    app.anonymous().call("logout", json!({})).await.refused(401, "authentication_required");
}

async fn a_logout_ends_only_this_session(app: TestApp) {
    let ada = app.user("ada").await;
    let other = log_in(&ada).await;
    ada.call("logout", json!({})).await.ok();
    other.call("me", json!({})).await.ok();
}

async fn a_suspended_person_is_out_at_once(app: TestApp) {
    let ada = app.user("ada").await;
    app.db_suspend(&ada).await;
    ada.call("me", json!({})).await.refused(401, "account_suspended");
    app.anonymous().call("refresh", input(&ada.refresh_token)).await.refused(401, "session_revoked");
    let login = json!({ "input": { "login": "ada", "password": PASSWORD } });
    app.anonymous().call("login", login).await.refused(403, "account_suspended");
}
