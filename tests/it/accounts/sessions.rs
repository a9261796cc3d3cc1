//! Staying logged in, and not.

use chrono::TimeDelta;
use presswork_tests::{Actor, PASSWORD, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    a_wrong_password_and_an_unknown_account_get_the_same_answer,
    a_refresh_gives_the_next_pair_of_tokens,
    a_refresh_token_used_twice_ends_the_session,
    a_refresh_token_that_is_too_old_or_not_ours_is_refused,
    a_logout_ends_the_session_at_once,
    a_logout_ends_only_this_session,
    a_suspended_person_is_out_at_once,
    sessions_are_listed_with_device_and_address,
    the_last_use_of_a_session_is_shown_to_the_minute,
    a_session_ends_in_the_end_however_often_it_is_refreshed,
    a_session_is_ended_from_another_one_at_once,
    all_other_sessions_end_together,
    its_owner_hears_that_a_session_was_stolen,
    of_two_refreshes_at_once_one_counts_and_the_session_ends,
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
    app.run_jobs().await;
}

async fn of_two_refreshes_at_once_one_counts_and_the_session_ends(app: TestApp) {
    let ada = app.user("ada").await;
    let nobody = app.anonymous();
    let all = futures::future::join_all((0..4).map(|_| nobody.call("refresh", input(&ada.refresh_token)))).await;
    let (fresh, refused): (Vec<_>, Vec<_>) = all.into_iter().map(|outcome| outcome.result).partition(Result::is_ok);
    assert_eq!(fresh.len(), 1, "{refused:?}");
    for problem in refused.into_iter().map(Result::unwrap_err) {
        assert_eq!(problem["code"], "refresh_token_reused", "{problem}");
    }
    let next = ada.with_tokens(&fresh[0].clone().unwrap());
    next.call("me", json!({})).await.refused(401, "session_revoked");
    app.run_jobs().await;
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

async fn listed(actor: &Actor) -> Vec<Value> {
    actor.call("sessions", json!({})).await.ok()["data"].as_array().unwrap().clone()
}

async fn sessions_are_listed_with_device_and_address(app: TestApp) {
    let ada = app.user("ada").await;
    app.user("bob").await;
    let body = json!({ "login": "ada", "password": PASSWORD });
    let request = app.anonymous().request("POST", "/v1/auth/login").header("user-agent", "Lamp/1.0 (kitchen)");
    let lamp = ada.with_tokens(&request.json(&body).send().await.expect(200));
    app.advance(TimeDelta::minutes(1));
    app.anonymous().call("refresh", input(&lamp.refresh_token)).await.ok();
    let seen = listed(&ada).await;
    assert_eq!(seen.len(), 2, "nobody else's");
    assert_eq!(seen[0]["device"], "Lamp/1.0 (kitchen)");
    assert_eq!(seen[0]["address"], "127.0.0.1");
    assert!(seen[0]["lastUsedAt"].as_str() > seen[0]["createdAt"].as_str(), "{seen:?}");
    assert_eq!((&seen[0]["current"], &seen[1]["current"]), (&json!(false), &json!(true)));
    app.advance(TimeDelta::days(30));
    let login = json!({ "input": { "login": "ada", "password": PASSWORD } });
    let again = ada.with_tokens(&app.anonymous().call("login", login).await.ok());
    assert_eq!(listed(&again).await.len(), 1, "those that are over are not shown");
}

async fn the_last_use_of_a_session_is_shown_to_the_minute(app: TestApp) {
    let ada = app.user("ada").await;
    let other = log_in(&ada).await;
    let used = async || {
        let seen = listed(&ada).await;
        let session = seen.iter().find(|session| session["current"] == false).unwrap().clone();
        (session["createdAt"].as_str().unwrap().to_owned(), session["lastUsedAt"].as_str().unwrap().to_owned())
    };
    other.call("me", json!({})).await.ok();
    let (created, first) = used().await;
    assert_eq!(created, first, "not every request is written down");
    app.advance(TimeDelta::minutes(1));
    assert_eq!(used().await.1, first, "that of another session is not its use");
    other.call("me", json!({})).await.ok();
    let (_, second) = used().await;
    assert!(second > first, "{first} {second}");
    let rows = app.db_state().await;
    other.call("posts", json!({})).await.ok();
    assert_eq!((used().await.1, app.db_state().await), (second, rows));
}

async fn a_session_ends_in_the_end_however_often_it_is_refreshed(app: TestApp) {
    let ada = app.user("ada").await;
    let mut newest = log_in(&ada).await;
    for _ in 0..8 {
        app.advance(TimeDelta::days(20));
        newest = ada.with_tokens(&app.anonymous().call("refresh", input(&newest.refresh_token)).await.ok());
    }
    let session = listed(&newest).await.remove(0);
    let time = |name: &str| chrono::DateTime::parse_from_rfc3339(session[name].as_str().unwrap()).unwrap();
    assert_eq!((time("expiresAt") - time("createdAt")).num_days(), 180, "{session}");
    app.advance(TimeDelta::days(20) - TimeDelta::minutes(5));
    newest = ada.with_tokens(&app.anonymous().call("refresh", input(&newest.refresh_token)).await.ok());
    app.advance(TimeDelta::minutes(6));
    newest.call("me", json!({})).await.refused(401, "session_revoked");
    app.anonymous().call("refresh", input(&newest.refresh_token)).await.refused(401, "refresh_token_expired");
    let login = json!({ "input": { "login": "ada", "password": PASSWORD } });
    ada.with_tokens(&app.anonymous().call("login", login).await.ok()).call("me", json!({})).await.ok();
}

async fn a_session_is_ended_from_another_one_at_once(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let other = log_in(&ada).await;
    let sessions = listed(&ada).await;
    let session = id_of(sessions.iter().find(|session| session["current"] == false).unwrap());
    bob.call("revokeSession", session.clone()).await.refused(404, "not_found");
    other.call("me", json!({})).await.ok();
    ada.call("revokeSession", session.clone()).await.ok();
    other.call("me", json!({})).await.refused(401, "session_revoked");
    app.anonymous().call("refresh", input(&other.refresh_token)).await.refused(401, "session_revoked");
    ada.call("revokeSession", session).await.refused(404, "not_found");
    ada.call("revokeSession", json!({ "id": ada.id })).await.refused(400, "invalid_id");
}

async fn all_other_sessions_end_together(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let others = [log_in(&ada).await, log_in(&ada).await];
    ada.call("revokeOtherSessions", json!({})).await.ok();
    for other in &others {
        other.call("me", json!({})).await.refused(401, "session_revoked");
    }
    ada.call("me", json!({})).await.ok();
    bob.call("me", json!({})).await.ok();
    assert_eq!(listed(&ada).await.len(), 1);
}

async fn its_owner_hears_that_a_session_was_stolen(app: TestApp) {
    let ada = app.user("ada").await;
    app.anonymous().call("refresh", input(&ada.refresh_token)).await.ok();
    for _ in 0..2 {
        app.anonymous().call("refresh", input(&ada.refresh_token)).await.refused(401, "refresh_token_reused");
    }
    app.run_jobs().await;
    let mails = app.mails_to(&ada.email).await;
    assert_eq!(mails.iter().filter(|mail| mail.subject == "A session was ended for safety").count(), 1);
}
