//! What is still being compared when the account becomes another one.

use std::time::Duration;

use presswork_tests::{Actor, Outcome, PASSWORD, TestApp, each_face};
use serde_json::{Value, json};
use tokio::time::sleep;

each_face! {
    with SLOW => a_login_that_waits_while_the_password_is_reset_opens_nothing,
    with SLOW => a_login_that_waits_while_its_account_is_suspended_opens_nothing,
    with SLOW => a_change_that_waits_while_the_password_is_reset_changes_nothing,
}

/// One hash at a time, each a good part of a second, so that who comes first has done when the next is looked at.
const SLOW: [(&str, &str); 3] = [
    ("PRESSWORK__AUTH__BCRYPT_COST", "11"),
    ("PRESSWORK__AUTH__BCRYPT_PARALLELISM", "1"),
    ("PRESSWORK__AUTH__BCRYPT_WAITING", "20"),
];

const NEW: &str = "oyster gravel lantern";

/// Keeps whoever computes hashes busy for a second or two.
async fn others(app: &TestApp) {
    futures::future::join_all((0..10).map(|_| app.deps.passwords.verify("of others", None))).await;
}

/// What was asked first, and what was asked a moment later; both wait behind others.
async fn behind_others(app: &TestApp, first: (&Actor, &str, Value), then: (&Actor, &str, Value)) -> [Outcome; 2] {
    let late = async |pause: u64, (actor, operation, input): (&Actor, &str, Value)| {
        sleep(Duration::from_millis(pause)).await;
        actor.call(operation, input).await
    };
    let ((), first, then) = tokio::join!(others(app), late(50, first), late(350, then));
    [first, then]
}

async fn reset(app: &TestApp) -> Value {
    app.anonymous().call("requestPasswordReset", json!({ "input": { "email": "ada@example.org" } })).await.ok();
    app.run_jobs().await;
    let token = app.last_mail_to("ada@example.org").await.token();
    json!({ "input": { "token": token, "password": NEW } })
}

fn login(password: &str) -> Value {
    json!({ "input": { "login": "ada", "password": password } })
}

async fn living_sessions(app: &TestApp) -> usize {
    let of_ada = "SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id \
                  WHERE s.revoked_at IS NULL AND u.username = 'ada'";
    app.db_rows(of_ada, vec![]).await.len()
}

async fn a_login_that_waits_while_the_password_is_reset_opens_nothing(app: TestApp) {
    app.user("ada").await;
    let reset = reset(&app).await;
    let nobody = app.anonymous();
    let [reset, entered] =
        behind_others(&app, (&nobody, "resetPassword", reset), (&nobody, "login", login(PASSWORD))).await;
    reset.ok();
    entered.refused(401, "invalid_credentials");
    assert_eq!(living_sessions(&app).await, 0);
    nobody.call("login", login(NEW)).await.ok();
    app.run_jobs().await;
}

async fn a_login_that_waits_while_its_account_is_suspended_opens_nothing(app: TestApp) {
    app.user("ada").await;
    let boss = app.admin("boss").await;
    let nobody = app.anonymous();
    let suspend = json!({ "id": "@ada", "input": { "suspended": true } });
    let [entered, suspended] =
        behind_others(&app, (&nobody, "login", login(PASSWORD)), (&boss, "updateUser", suspend)).await;
    suspended.ok();
    entered.refused(403, "account_suspended");
    assert_eq!(living_sessions(&app).await, 0);
    app.run_jobs().await;
}

async fn a_change_that_waits_while_the_password_is_reset_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let reset = reset(&app).await;
    let change = json!({ "input": { "currentPassword": PASSWORD, "newPassword": "thicket pewter almanac" } });
    let [reset, changed] =
        behind_others(&app, (&app.anonymous(), "resetPassword", reset), (&ada, "changePassword", change)).await;
    reset.ok();
    changed.refused(401, "session_revoked");
    app.anonymous().call("login", login(NEW)).await.ok();
    app.run_jobs().await;
}
