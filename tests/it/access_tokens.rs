//! What people give to their programs.

use chrono::TimeDelta;
use presswork_tests::{Actor, PASSWORD, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    a_token_is_shown_once_and_listed_without_its_secret,
    a_token_works_until_it_expires,
    a_revoked_token_is_good_for_nothing_at_once,
    a_token_never_does_more_than_its_owner_could_now,
    a_token_of_a_suspended_person_is_good_for_nothing,
    a_token_makes_no_token_and_ends_no_session,
    nobody_gives_a_token_what_they_do_not_have,
    a_token_that_administers_takes_a_recent_proof,
    somebody_elses_token_does_not_exist,
    the_last_use_is_shown_to_the_minute,
    with [("PRESSWORK__THROTTLE__ACCESS_TOKENS", "60")] => no_more_than_fifty_live_and_making_them_anew_has_to_wait,
    a_token_with_a_typing_error_is_refused_unasked,
    a_token_that_reads_changes_nothing_whatever_it_tries,
    its_owner_hears_of_a_new_token,
}

fn new(name: &str, scopes: &[&str]) -> Value {
    json!({ "input": { "name": name, "scopes": scopes } })
}

async fn tokens(of: &Actor) -> Vec<Value> {
    of.call("accessTokens", json!({})).await.ok()["data"].as_array().unwrap().clone()
}

async fn a_token_is_shown_once_and_listed_without_its_secret(app: TestApp) {
    let ada = app.user("ada").await;
    let issued = ada.call("createAccessToken", new(" Build server ", &["publish", "write", "write"])).await.ok();
    let secret = issued["secret"].as_str().unwrap();
    assert!(secret.starts_with("pw_live_") && secret.len() == 54, "{secret}");
    let listed = tokens(&ada).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0], issued["accessToken"]);
    assert_eq!(listed[0]["name"], "Build server");
    assert_eq!(listed[0]["scopes"], json!(["write", "publish"]));
    assert_eq!(listed[0]["hint"], secret[..12]);
    assert_eq!(listed[0]["lastUsedAt"], Value::Null);
    let rows = app.db_rows("SELECT * FROM access_tokens", vec![]).await;
    assert!(!format!("{rows:?}").contains(&secret[12..]), "only a hash is kept");
    app.run_jobs().await;
}

async fn a_token_works_until_it_expires(app: TestApp) {
    let ada = app.user("ada").await;
    let program = ada.program(&["read"]).await;
    assert_eq!(program.call("me", json!({})).await.ok()["username"], "ada");
    app.advance(TimeDelta::days(90));
    program.call("me", json!({})).await.refused(401, "token_expired");
    app.run_jobs().await;
}

async fn a_revoked_token_is_good_for_nothing_at_once(app: TestApp) {
    let ada = app.user("ada").await;
    let program = ada.program(&["read"]).await;
    let id = id_of(&tokens(&ada).await[0]);
    ada.call("revokeAccessToken", id.clone()).await.ok();
    program.call("me", json!({})).await.refused(401, "invalid_token");
    ada.call("revokeAccessToken", id).await.refused(404, "not_found");
    assert!(tokens(&ada).await.is_empty());
    app.run_jobs().await;
}

async fn a_token_never_does_more_than_its_owner_could_now(app: TestApp) {
    let ada = app.admin("ada").await;
    let programs = [ada.program(&["ops"]).await, ada.program(&["admin"]).await];
    for program in &programs {
        program.call("queues", json!({})).await.ok();
    }
    app.db_set_role(&ada, "member").await;
    for program in &programs {
        program.call("queues", json!({})).await.refused(403, "forbidden");
    }
    let post = json!({ "input": { "title": "Mine" } });
    programs[1].call("createPost", post).await.refused(403, "forbidden");
    app.run_jobs().await;
}

async fn a_token_of_a_suspended_person_is_good_for_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let program = ada.program(&["read"]).await;
    app.db_suspend(&ada).await;
    program.call("me", json!({})).await.refused(401, "account_suspended");
    app.run_jobs().await;
}

async fn a_token_makes_no_token_and_ends_no_session(app: TestApp) {
    let ada = app.admin("ada").await;
    let program = ada.program(&["admin"]).await;
    for (operation, arguments) in [
        ("createAccessToken", new("another", &["read"])),
        ("accessTokens", json!({})),
        ("sessions", json!({})),
        ("revokeOtherSessions", json!({})),
        ("logout", json!({})),
    ] {
        program.call(operation, arguments).await.refused(403, "session_required");
    }
    ada.call("me", json!({})).await.ok();
    app.run_jobs().await;
}

async fn nobody_gives_a_token_what_they_do_not_have(app: TestApp) {
    let ada = app.user("ada").await;
    let asked = new("too much", &["write", "moderate", "admin"]);
    let faults = ada.call("createAccessToken", asked).await.faults();
    assert_eq!(faults, ["/scopes/1 beyond_role", "/scopes/2 beyond_role"]);
    let input = json!({ "input": { "name": " ", "scopes": [], "expiresAt": "2020-01-01T00:00:00Z" } });
    let faults = ada.call("createAccessToken", input).await.faults();
    assert_eq!(faults, ["/name required", "/scopes required", "/expiresAt out_of_range"]);
    assert_eq!(app.db_count("access_tokens").await, 0);
}

async fn a_token_that_administers_takes_a_recent_proof(app: TestApp) {
    let ada = app.admin("ada").await;
    app.advance(TimeDelta::minutes(11));
    for scope in ["ops", "admin"] {
        let asked = new("operator", &[scope]);
        ada.call("createAccessToken", asked).await.refused(403, "reauthentication_required");
    }
    ada.program(&["moderate"]).await;
    let login = json!({ "input": { "login": "ada", "password": PASSWORD } });
    let again = ada.with_tokens(&ada.call("login", login).await.ok());
    again.program(&["ops"]).await;
    app.run_jobs().await;
}

async fn somebody_elses_token_does_not_exist(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let program = ada.program(&["read"]).await;
    let id = id_of(&tokens(&ada).await[0]);
    bob.call("revokeAccessToken", id).await.refused(404, "not_found");
    assert!(tokens(&bob).await.is_empty());
    program.call("me", json!({})).await.ok();
    app.run_jobs().await;
}

async fn the_last_use_is_shown_to_the_minute(app: TestApp) {
    let ada = app.user("ada").await;
    let program = ada.program(&["read"]).await;
    let mut uses = Vec::new();
    for seconds in [0, 30, 31] {
        app.advance(TimeDelta::seconds(seconds));
        program.call("me", json!({})).await.ok();
        uses.push(tokens(&ada).await[0]["lastUsedAt"].clone());
    }
    assert!(uses[0].is_string() && uses[0] == uses[1] && uses[1] != uses[2], "{uses:?}");
    app.run_jobs().await;
}

/// Each token has a budget of its own, so that budgets could be made without end.
async fn no_more_than_fifty_live_and_making_them_anew_has_to_wait(app: TestApp) {
    let ada = app.user("ada").await;
    let mut ids = Vec::new();
    for n in 0..50 {
        ids.push(
            ada.call("createAccessToken", new(&format!("Token {n}"), &["read"])).await.ok()["accessToken"]["id"]
                .clone(),
        );
    }
    ada.call("createAccessToken", new("One more", &["read"])).await.refused(409, "too_many_tokens");
    let wait = loop {
        ada.call("revokeAccessToken", json!({ "id": ids.remove(0) })).await.ok();
        match ada.call("createAccessToken", new("Instead", &["read"])).await.result {
            Ok(issued) => ids.push(issued["accessToken"]["id"].clone()),
            Err(problem) => break problem,
        }
    };
    assert_eq!((&wait["status"], &wait["code"]), (&json!(429), &json!("too_many_attempts")), "{wait}");
    app.advance(TimeDelta::seconds(wait["retryAfter"].as_i64().unwrap()));
    ada.call("createAccessToken", new("Later", &["read"])).await.ok();
    app.abandon_jobs();
}

async fn a_token_with_a_typing_error_is_refused_unasked(app: TestApp) {
    let ada = app.user("ada").await;
    let program = ada.program(&["read"]).await;
    let secret = program.token.clone().unwrap();
    for wrong in [&secret[..53], &secret.replace("pw_live_", "pw_live_0"), &secret.to_lowercase(), "pw_live_"] {
        program.with_token(wrong).call("posts", json!({})).await.refused(401, "invalid_token");
    }
    app.run_jobs().await;
}

async fn a_token_that_reads_changes_nothing_whatever_it_tries(app: TestApp) {
    let ada = app.admin("ada").await;
    let draft = id_of(&ada.draft("Draft").await);
    let program = ada.program(&["read"]).await;
    app.run_jobs().await;
    program.call("post", draft.clone()).await.ok();
    let before = app.db_state().await;
    let mut update = draft.clone();
    update["input"] = json!({ "title": "Changed" });
    for (operation, arguments) in [
        ("createPost", json!({ "input": { "title": "Mine" } })),
        ("updatePost", update),
        ("publishPost", draft.clone()),
        ("deletePost", draft),
        ("pauseQueue", json!({ "name": "bulk" })),
    ] {
        program.call(operation, arguments).await.refused(403, "insufficient_scope");
    }
    assert_eq!(app.db_state().await, before);
}

async fn its_owner_hears_of_a_new_token(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("createAccessToken", new("Build server", &["read"])).await.ok();
    app.run_jobs().await;
    let mail = app.last_mail_to("ada@example.org").await;
    assert_eq!(mail.subject, "A new access token");
    assert!(!mail.text.contains("pw_live_"));
}
