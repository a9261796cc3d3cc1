//! What a repeat finds when the first request did not come to its end.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_face! {
    a_repeat_while_the_first_runs_is_asked_to_wait,
    a_claim_without_a_commit_is_free_after_a_minute,
    what_was_done_is_not_done_again_when_its_answer_is_lost,
}

each_profile! {
    the_wait_is_told,
    a_client_that_hangs_up_finds_its_answer_later,
    of_many_at_once_one_takes_effect,
    expired_keys_go_little_by_little,
    expired_keys_go_every_night,
    a_claim_that_was_taken_over_takes_no_effect,
}

fn new_post(key: &str) -> Value {
    json!({ "input": { "title": "Hello" }, "idempotencyKey": key })
}

/// As if the process had died before its commit: the effect is undone, the claim stays.
async fn db_undo(app: &TestApp, key: &str) {
    app.db_run("DELETE FROM posts", vec![]).await;
    let sql = "UPDATE idempotency_keys SET state = 'claimed', answer = NULL WHERE key = ?";
    assert_eq!(app.db_run(sql, vec![key.into()]).await, 1);
}

async fn a_repeat_while_the_first_runs_is_asked_to_wait(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("createPost", new_post("k")).await.ok();
    db_undo(&app, "k").await;
    ada.call("createPost", new_post("k")).await.refused(409, "idempotency_in_progress");
    assert_eq!(app.db_count("posts").await, 0);
}

async fn the_wait_is_told(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("createPost", new_post("k")).await.ok();
    db_undo(&app, "k").await;
    let outcome = ada.call("createPost", new_post("k")).await;
    assert_eq!((outcome.http.status, outcome.http.header("retry-after")), (409, "1"));
}

async fn a_claim_without_a_commit_is_free_after_a_minute(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("createPost", new_post("k")).await.ok();
    db_undo(&app, "k").await;
    app.advance(TimeDelta::seconds(59));
    ada.call("createPost", new_post("k")).await.refused(409, "idempotency_in_progress");
    app.advance(TimeDelta::seconds(1));
    let post = ada.call("createPost", new_post("k")).await.ok();
    assert_eq!(ada.call("createPost", new_post("k")).await.ok(), post);
    assert_eq!(app.db_count("posts").await, 1);
}

async fn what_was_done_is_not_done_again_when_its_answer_is_lost(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("createPost", new_post("k")).await.ok();
    // As if the process had died between its commit and writing the answer down.
    app.db_run("UPDATE idempotency_keys SET state = 'committed', answer = NULL", vec![]).await;
    // For a minute that process might still be alive.
    ada.call("createPost", new_post("k")).await.refused(409, "idempotency_in_progress");
    for _ in 0..2 {
        app.advance(TimeDelta::minutes(1));
        ada.call("createPost", new_post("k")).await.refused(409, "idempotency_answer_lost");
    }
    assert_eq!(app.db_count("posts").await, 1);
}

async fn a_client_that_hangs_up_finds_its_answer_later(app: TestApp) {
    let ada = app.user("ada").await;
    for millis in 0..20 {
        let key = format!("k{millis}");
        let patience = std::time::Duration::from_millis(millis);
        let _gone = tokio::time::timeout(patience, ada.call("createPost", new_post(&key))).await;
        let mut outcome = ada.call("createPost", new_post(&key)).await;
        while outcome.http.status == 409 && outcome.result.as_ref().is_err_and(is_in_progress) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            outcome = ada.call("createPost", new_post(&key)).await;
        }
        outcome.ok();
    }
    assert_eq!(app.db_count("posts").await, 20);
}

fn is_in_progress(problem: &Value) -> bool {
    problem["code"] == "idempotency_in_progress"
}

async fn of_many_at_once_one_takes_effect(app: TestApp) {
    let ada = app.user("ada").await;
    let all = (0..12).map(|_| ada.call("createPost", new_post("k")));
    for outcome in futures::future::join_all(all).await {
        if let Err(problem) = outcome.result {
            assert_eq!(problem["code"], "idempotency_in_progress", "{problem}");
        }
    }
    assert_eq!(app.db_count("posts").await, 1);
    ada.call("createPost", new_post("k")).await.ok();
}

async fn expired_keys_go_little_by_little(app: TestApp) {
    let ada = app.user("ada").await;
    for n in 0..9 {
        ada.call("createPost", new_post(&format!("old-{n}"))).await.ok();
    }
    app.db_run("UPDATE idempotency_keys SET expires_at = claimed_at", vec![]).await;
    for (key, left) in [("a", 9 - 4), ("b", 9 - 8), ("c", 0)] {
        ada.call("createPost", new_post(key)).await.ok();
        let expired = app.db_rows("SELECT key FROM idempotency_keys WHERE key LIKE 'old-%'", vec![]).await;
        assert_eq!(expired.len(), left);
    }
}

/// Also of who was not logged in, and when nobody comes with a key any more.
async fn expired_keys_go_every_night(app: TestApp) {
    let boss = app.admin("boss").await;
    boss.call("createPost", new_post("of-boss")).await.ok();
    let ask = json!({ "input": { "email": "ada@example.org" }, "idempotencyKey": "of-nobody" });
    app.anonymous().call("requestPasswordReset", ask).await.ok();
    for (hours, left) in [(23, 2), (1, 0)] {
        app.advance(TimeDelta::hours(hours));
        boss.again().await.call("triggerSchedule", json!({ "name": "purge-tokens" })).await.ok();
        app.run_jobs().await;
        assert_eq!(app.db_count("idempotency_keys").await, left);
    }
}

/// The work of the first request is slow to begin: bcrypt runs before its transaction, and the key is lost meanwhile.
async fn a_claim_that_was_taken_over_takes_no_effect(app: TestApp) {
    let nobody = app.anonymous();
    for n in 0..50 {
        let name = format!("ada-{n}");
        let account =
            json!({ "username": name, "email": format!("{name}@example.org"), "password": presswork_tests::PASSWORD });
        let is_over = AtomicBool::new(false);
        let register = async {
            let outcome = nobody.call("register", json!({ "input": account, "idempotencyKey": name })).await;
            is_over.store(true, Ordering::SeqCst);
            outcome
        };
        let (outcome, stolen) = tokio::join!(register, steal(&app, &is_over));
        if stolen {
            outcome.refused(409, "idempotency_in_progress");
            assert_eq!(app.db_count("users").await, n, "those who were sooner than the thief");
            app.run_jobs().await;
            return;
        }
        outcome.ok();
    }
    panic!("no claim was taken over in time");
}

/// Takes the claim of a run over before it takes effect. False when that was over sooner.
async fn steal(app: &TestApp, is_over: &AtomicBool) -> bool {
    let (sql, other) = ("UPDATE idempotency_keys SET claim = ? WHERE state = 'claimed'", uuid_of_another_run());
    while app.db_run(sql, vec![other.into()]).await == 0 {
        if is_over.load(Ordering::SeqCst) {
            return false;
        }
        tokio::time::sleep(std::time::Duration::from_micros(200)).await;
    }
    true
}

fn uuid_of_another_run() -> sea_orm::prelude::Uuid {
    sea_orm::prelude::Uuid::from_u128(1)
}
