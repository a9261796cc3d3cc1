//! Two-factor login.

use chrono::TimeDelta;
use presswork_tests::{Actor, PASSWORD, TestApp, each_face};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

each_face! {
    a_login_takes_two_steps_once_the_factor_counts,
    a_factor_that_was_only_begun_does_not_count,
    a_code_works_once,
    a_challenge_bears_five_attempts_and_ten_minutes,
    an_account_bears_ten_wrong_codes_in_a_quarter_of_an_hour,
    a_recovery_code_works_once_and_its_owner_hears_of_it,
    new_recovery_codes_replace_the_old_ones,
    disabling_takes_a_proof_by_code,
    secrets_are_kept_encrypted_and_hashed,
    a_reset_password_does_not_get_around_the_second_factor,
    a_challenge_is_no_access_token,
    a_new_password_proves_nothing_where_there_is_a_second_factor,
    a_new_password_ends_logins_that_wait_for_their_second_step,
    a_wrong_code_is_written_down_with_whose_it_is,
    a_wrong_code_of_who_is_logged_in_is_written_down_as_often_as_it_counts,
}

/// What a person with a second factor has.
struct Factor {
    secret: String,
    recovery: Vec<String>,
}

fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(app.deps.clock.now().timestamp().unsigned_abs()).to_string()
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

async fn enable(app: &TestApp, actor: &Actor) -> Factor {
    let started = actor.call("startTwoFactor", json!({})).await.ok();
    let secret = started["secret"].as_str().unwrap().to_owned();
    assert!(started["uri"].as_str().unwrap().contains(&secret) && started["qrCode"].as_str().unwrap().contains("<svg"));
    let input = json!({ "input": { "code": code(app, &secret) } });
    let codes = actor.call("confirmTwoFactor", input).await.ok();
    app.run_jobs().await;
    app.advance(TimeDelta::seconds(30));
    Factor { secret, recovery: texts(&codes["codes"]) }
}

fn login(password: &str) -> Value {
    json!({ "input": { "login": "ada", "password": password } })
}

async fn challenge(app: &TestApp) -> String {
    let problem = app.anonymous().call("login", login(PASSWORD)).await.refused(401, "two_factor_required");
    assert!(problem["challengeExpiresAt"].is_string(), "{problem}");
    problem["challenge"].as_str().unwrap().to_owned()
}

fn answer(challenge: &str, code: &str) -> Value {
    json!({ "input": { "challenge": challenge, "code": code } })
}

async fn a_login_takes_two_steps_once_the_factor_counts(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    assert_eq!(ada.call("me", json!({})).await.ok()["twoFactorEnabled"], true);
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "Two-factor login is on");
    app.anonymous().call("login", login("wrong")).await.refused(401, "invalid_credentials");
    let sessions = app.db_count("sessions").await;
    let challenge = challenge(&app).await;
    assert_eq!(app.db_count("sessions").await, sessions, "a password alone opens no session");
    let wrong = answer(&challenge, "000000");
    app.anonymous().call("completeTwoFactorLogin", wrong).await.refused(401, "invalid_code");
    let right = answer(&challenge, &code(&app, &factor.secret));
    let tokens = app.anonymous().call("completeTwoFactorLogin", right.clone()).await.ok();
    ada.with_tokens(&tokens).call("me", json!({})).await.ok();
    app.anonymous().call("completeTwoFactorLogin", right).await.refused(401, "invalid_challenge");
    ada.call("startTwoFactor", json!({})).await.refused(409, "two_factor_enabled");
}

async fn a_factor_that_was_only_begun_does_not_count(app: TestApp) {
    let ada = app.user("ada").await;
    let confirm = json!({ "input": { "code": "000000" } });
    ada.call("confirmTwoFactor", confirm.clone()).await.refused(409, "two_factor_not_started");
    ada.call("startTwoFactor", json!({})).await.ok();
    ada.call("confirmTwoFactor", confirm).await.refused(403, "invalid_code");
    ada.call("login", login(PASSWORD)).await.ok();
    ada.call("disableTwoFactor", json!({})).await.refused(409, "two_factor_not_enabled");
    assert_eq!(ada.call("me", json!({})).await.ok()["twoFactorEnabled"], false);
}

async fn a_code_works_once(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    let code = code(&app, &factor.secret);
    let (one, other) = (challenge(&app).await, challenge(&app).await);
    app.anonymous().call("completeTwoFactorLogin", answer(&one, &code)).await.ok();
    app.anonymous().call("completeTwoFactorLogin", answer(&other, &code)).await.refused(401, "invalid_code");
}

async fn a_challenge_bears_five_attempts_and_ten_minutes(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    let tried = challenge(&app).await;
    for _ in 0..5 {
        app.anonymous().call("completeTwoFactorLogin", answer(&tried, "abc")).await.refused(401, "invalid_code");
    }
    let right = answer(&tried, &code(&app, &factor.secret));
    app.anonymous().call("completeTwoFactorLogin", right).await.refused(401, "invalid_challenge");
    let late = challenge(&app).await;
    app.advance(TimeDelta::minutes(10));
    let right = answer(&late, &code(&app, &factor.secret));
    app.anonymous().call("completeTwoFactorLogin", right).await.refused(401, "invalid_challenge");
    app.anonymous().call("completeTwoFactorLogin", answer("guessed", "1")).await.refused(401, "invalid_challenge");
}

async fn an_account_bears_ten_wrong_codes_in_a_quarter_of_an_hour(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    for _ in 0..2 {
        let tried = challenge(&app).await;
        for _ in 0..5 {
            app.anonymous().call("completeTwoFactorLogin", answer(&tried, "abc")).await.refused(401, "invalid_code");
        }
    }
    let fresh = challenge(&app).await;
    for code in [&code(&app, &factor.secret), &factor.recovery[0]] {
        let given = answer(&fresh, code);
        app.anonymous().call("completeTwoFactorLogin", given).await.refused(429, "too_many_attempts");
    }
    app.advance(TimeDelta::minutes(15));
    let fresh = answer(&challenge(&app).await, &code(&app, &factor.secret));
    app.anonymous().call("completeTwoFactorLogin", fresh).await.ok();
}

async fn a_recovery_code_works_once_and_its_owner_hears_of_it(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    let typed = factor.recovery[0].to_uppercase().replace('-', " ");
    let given = answer(&challenge(&app).await, &typed);
    app.anonymous().call("completeTwoFactorLogin", given).await.ok();
    let again = answer(&challenge(&app).await, &factor.recovery[0]);
    app.anonymous().call("completeTwoFactorLogin", again).await.refused(401, "invalid_code");
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "A recovery code was used");
}

async fn new_recovery_codes_replace_the_old_ones(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    let codes = texts(&ada.call("regenerateRecoveryCodes", json!({})).await.ok()["codes"]);
    assert_eq!(codes.len(), 10);
    let challenge = challenge(&app).await;
    let old = answer(&challenge, &factor.recovery[1]);
    app.anonymous().call("completeTwoFactorLogin", old).await.refused(401, "invalid_code");
    app.anonymous().call("completeTwoFactorLogin", answer(&challenge, &codes[1])).await.ok();
    app.run_jobs().await;
}

async fn disabling_takes_a_proof_by_code(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    app.advance(TimeDelta::minutes(11));
    ada.call("disableTwoFactor", json!({})).await.refused(403, "reauthentication_required");
    let by_password = json!({ "input": { "password": PASSWORD } });
    assert_eq!(ada.call("reauthenticate", by_password).await.faults(), ["/code required"]);
    let wrong = json!({ "input": { "code": "abc" } });
    ada.call("reauthenticate", wrong).await.refused(403, "invalid_code");
    let by_code = json!({ "input": { "code": code(&app, &factor.secret) } });
    ada.call("reauthenticate", by_code.clone()).await.ok();
    ada.call("reauthenticate", by_code).await.refused(403, "invalid_code");
    ada.call("disableTwoFactor", json!({})).await.ok();
    app.anonymous().call("login", login(PASSWORD)).await.ok();
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "Two-factor login is off");
}

async fn secrets_are_kept_encrypted_and_hashed(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    let mut rows = Vec::new();
    for table in ["two_factors", "recovery_codes", "jobs", "idempotency_keys"] {
        rows.extend(app.db_rows(&format!("SELECT * FROM {table}"), vec![]).await);
    }
    let kept = format!("{rows:?}");
    assert!(!kept.contains(&factor.secret));
    assert!(factor.recovery.iter().all(|code| !kept.contains(code) && !kept.contains(&code.replace('-', ""))));
}

async fn a_reset_password_does_not_get_around_the_second_factor(app: TestApp) {
    let ada = app.user("ada").await;
    enable(&app, &ada).await;
    let asked = json!({ "input": { "email": ada.email } });
    app.anonymous().call("requestPasswordReset", asked).await.ok();
    app.run_jobs().await;
    let token = app.last_mail_to(&ada.email).await.token();
    let reset = json!({ "input": { "token": token, "password": "oyster gravel lantern" } });
    app.anonymous().call("resetPassword", reset).await.ok();
    app.anonymous().call("login", login("oyster gravel lantern")).await.refused(401, "two_factor_required");
    app.run_jobs().await;
}

async fn a_challenge_is_no_access_token(app: TestApp) {
    let ada = app.user("ada").await;
    enable(&app, &ada).await;
    let challenge = challenge(&app).await;
    ada.with_token(&challenge).call("me", json!({})).await.refused(401, "invalid_token");
    let refresh = json!({ "input": { "refreshToken": challenge } });
    app.anonymous().call("refresh", refresh).await.refused(401, "invalid_refresh_token");
}

async fn a_new_password_proves_nothing_where_there_is_a_second_factor(app: TestApp) {
    let ada = app.user("ada").await;
    enable(&app, &ada).await;
    app.advance(TimeDelta::minutes(11));
    let change = json!({ "input": { "currentPassword": PASSWORD, "newPassword": "oyster gravel lantern" } });
    ada.call("changePassword", change).await.ok();
    for operation in ["disableTwoFactor", "regenerateRecoveryCodes"] {
        ada.call(operation, json!({})).await.refused(403, "reauthentication_required");
    }
    app.run_jobs().await;
}

async fn a_new_password_ends_logins_that_wait_for_their_second_step(app: TestApp) {
    let ada = app.user("ada").await;
    let factor = enable(&app, &ada).await;
    let stolen = challenge(&app).await;
    let change = json!({ "input": { "currentPassword": PASSWORD, "newPassword": "oyster gravel lantern" } });
    ada.call("changePassword", change).await.ok();
    let late = answer(&stolen, &code(&app, &factor.secret));
    app.anonymous().call("completeTwoFactorLogin", late).await.refused(401, "invalid_challenge");
    let next = app.anonymous().call("login", login("oyster gravel lantern")).await.refused(401, "two_factor_required");
    let stolen = next["challenge"].as_str().unwrap();
    app.run_jobs().await;
    let asked = json!({ "input": { "email": ada.email } });
    app.anonymous().call("requestPasswordReset", asked).await.ok();
    app.run_jobs().await;
    let token = app.last_mail_to(&ada.email).await.token();
    let reset = json!({ "input": { "token": token, "password": "quiet marble staircase" } });
    app.anonymous().call("resetPassword", reset).await.ok();
    let late = answer(stolen, &code(&app, &factor.secret));
    app.anonymous().call("completeTwoFactorLogin", late).await.refused(401, "invalid_challenge");
    app.run_jobs().await;
}

async fn a_wrong_code_is_written_down_with_whose_it_is(app: TestApp) {
    let (ada, ann) = (app.user("ada").await, app.admin("ann").await);
    enable(&app, &ada).await;
    let wrong = answer(&challenge(&app).await, "abc");
    app.anonymous().call("completeTwoFactorLogin", wrong).await.refused(401, "invalid_code");
    let log = ann.call("auditLog", json!({ "action": "session.login", "target": ada.id })).await.ok();
    assert_eq!(
        (&log["data"][0]["outcome"], &log["data"][0]["actor"]),
        (&json!("failure"), &json!("anonymous")),
        "{log}"
    );
}

async fn a_wrong_code_of_who_is_logged_in_is_written_down_as_often_as_it_counts(app: TestApp) {
    let (ada, ann) = (app.user("ada").await, app.admin("ann").await);
    let outcomes = async |action: &str| {
        let log = ann.call("auditLog", json!({ "action": action, "target": ada.id })).await.ok();
        let log = log["data"].as_array().unwrap().clone();
        assert!(log.iter().all(|entry| entry["actor"] == ada.id), "{log:?}");
        log.iter().map(|entry| entry["outcome"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let wrong = json!({ "input": { "code": "no such code" } });
    ada.call("startTwoFactor", json!({})).await.ok();
    ada.call("confirmTwoFactor", wrong.clone()).await.refused(403, "invalid_code");
    assert_eq!(outcomes("two_factor.enabled").await, ["failure"]);
    let factor = enable(&app, &ada).await;
    assert_eq!(outcomes("two_factor.enabled").await, ["success", "failure"]);
    let proof = json!({ "input": { "code": code(&app, &factor.secret) } });
    ada.call("reauthenticate", proof.clone()).await.ok();
    assert!(outcomes("session.proof").await.is_empty(), "what is right is not");
    ada.call("reauthenticate", proof).await.refused(403, "invalid_code");
    for _ in 1..10 {
        ada.call("reauthenticate", wrong.clone()).await.refused(403, "invalid_code");
    }
    ada.call("reauthenticate", wrong).await.refused(429, "too_many_attempts");
    assert_eq!(outcomes("session.proof").await, ["failure"; 10]);
    let rows = app.db_rows("SELECT * FROM audit_log", vec![]).await;
    assert!(!format!("{rows:?}").contains("no such code"), "what was typed is not");
}
