//! Passwords: forgotten, replaced, changed, guessed.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use presswork_domain::platform::{Passwords, password::Crowd};
use presswork_tests::{Actor, PASSWORD, TestApp, each_face, each_profile};
use serde_json::{Value, json};

/// Logins that take a while, as many at once as anybody likes.
const FLOOD: [(&str, &str); 4] = [
    ("PRESSWORK__AUTH__BCRYPT_COST", "8"),
    ("PRESSWORK__THROTTLE__LOGIN_ATTEMPTS", "1000"),
    ("PRESSWORK__THROTTLE__ACCOUNT_ATTEMPTS", "1000"),
    ("PRESSWORK__THROTTLE__ADDRESS_ATTEMPTS", "1000"),
];

each_face! {
    a_forgotten_password_is_replaced_by_a_mailed_link,
    a_reset_ends_every_session_and_every_token,
    a_link_is_good_for_one_use_and_half_an_hour,
    a_link_of_another_kind_sets_no_password,
    a_weak_password_does_not_use_the_link_up,
    asking_for_a_link_tells_nothing_and_floods_nobody,
    a_receipt_does_not_tell_who_has_an_account,
    a_password_is_changed_by_who_knows_it,
    a_new_password_is_checked_against_the_person,
    a_proof_is_given_by_the_password,
    a_reset_confirms_the_address,
    a_suspended_person_gets_no_link,
    a_reset_takes_as_long_for_nobody_as_for_somebody,
    with [("PRESSWORK__AUTH__BCRYPT_COST", "8")] => a_login_takes_as_long_for_nobody_as_for_somebody,
    with [("PRESSWORK__AUTH__BCRYPT_COST", "8")] => a_login_takes_as_long_for_an_old_hash_as_for_nobody,
    with CROWD => who_would_wait_behind_too_many_is_sent_away_and_has_not_guessed,
    with FULL => a_new_password_is_looked_at_where_hashes_are_computed,
}

/// One hash at a time, one more that waits, and each takes a good part of a second.
const FULL: [(&str, &str); 3] = [
    ("PRESSWORK__AUTH__BCRYPT_COST", "12"),
    ("PRESSWORK__AUTH__BCRYPT_PARALLELISM", "1"),
    ("PRESSWORK__AUTH__BCRYPT_WAITING", "1"),
];

/// One at a time, one more that waits, and twelve guesses that are free.
const CROWD: [(&str, &str); 6] = [
    ("PRESSWORK__AUTH__BCRYPT_COST", "10"),
    ("PRESSWORK__AUTH__BCRYPT_PARALLELISM", "1"),
    ("PRESSWORK__AUTH__BCRYPT_WAITING", "1"),
    ("PRESSWORK__THROTTLE__LOGIN_ATTEMPTS", "12"),
    ("PRESSWORK__THROTTLE__ACCOUNT_ATTEMPTS", "1000"),
    ("PRESSWORK__THROTTLE__ADDRESS_ATTEMPTS", "1000"),
];

each_profile! {
    with [("PRESSWORK__AUTH__BCRYPT_COST", "5")] => a_login_rehashes_when_the_cost_has_risen,
    with FLOOD => a_flood_of_logins_leaves_reads_alone,
}

const NEW: &str = "oyster gravel lantern";

fn login(password: &str) -> Value {
    json!({ "input": { "login": "ada", "password": password } })
}

async fn ask(app: &TestApp, email: &str) -> Value {
    app.anonymous().call("requestPasswordReset", json!({ "input": { "email": email } })).await.ok()
}

async fn mailed(app: &TestApp, email: &str) -> String {
    ask(app, email).await;
    app.run_jobs().await;
    let mail = app.last_mail_to(email).await;
    assert_eq!(mail.subject, "Set a new password");
    mail.token()
}

fn reset(token: &str, password: &str) -> Value {
    json!({ "input": { "token": token, "password": password } })
}

async fn a_forgotten_password_is_replaced_by_a_mailed_link(app: TestApp) {
    let ada = app.user("ada").await;
    let token = mailed(&app, &ada.email).await;
    let rows = app.db_rows("SELECT * FROM email_tokens", vec![]).await;
    assert!(!format!("{rows:?}").contains(&token), "the token itself is not stored");
    app.anonymous().call("resetPassword", reset(&token, NEW)).await.ok();
    app.anonymous().call("login", login(PASSWORD)).await.refused(401, "invalid_credentials");
    app.anonymous().call("login", login(NEW)).await.ok();
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "Your password was reset");
}

async fn a_reset_ends_every_session_and_every_token(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let program = ada.program(&["read"]).await;
    let token = mailed(&app, &ada.email).await;
    app.anonymous().call("resetPassword", reset(&token, NEW)).await.ok();
    ada.call("me", json!({})).await.refused(401, "session_revoked");
    program.call("me", json!({})).await.refused(401, "invalid_token");
    let refresh = json!({ "input": { "refreshToken": ada.refresh_token } });
    app.anonymous().call("refresh", refresh).await.refused(401, "session_revoked");
    bob.call("me", json!({})).await.ok();
    app.run_jobs().await;
}

async fn a_link_is_good_for_one_use_and_half_an_hour(app: TestApp) {
    let ada = app.user("ada").await;
    let (first, second) = (mailed(&app, &ada.email).await, mailed(&app, &ada.email).await);
    app.anonymous().call("resetPassword", reset("guessed", NEW)).await.refused(400, "invalid_link");
    app.anonymous().call("resetPassword", reset(&second, NEW)).await.ok();
    for used in [&first, &second] {
        app.anonymous().call("resetPassword", reset(used, PASSWORD)).await.refused(410, "gone");
    }
    let late = mailed(&app, &ada.email).await;
    app.advance(TimeDelta::minutes(30));
    app.anonymous().call("resetPassword", reset(&late, PASSWORD)).await.refused(410, "gone");
    app.anonymous().call("login", login(NEW)).await.ok();
    app.run_jobs().await;
}

async fn a_link_of_another_kind_sets_no_password(app: TestApp) {
    let ada = app.user("ada").await;
    let nobody = app.anonymous();
    let account = json!({ "username": "bob", "email": "bob@example.org", "password": PASSWORD });
    nobody.call("register", json!({ "input": account })).await.ok();
    app.run_jobs().await;
    let confirmation = app.last_mail_to("bob@example.org").await.token();
    nobody.call("resetPassword", reset(&confirmation, NEW)).await.refused(400, "invalid_link");
    let link = mailed(&app, &ada.email).await;
    nobody.call("confirmEmail", json!({ "input": { "token": link } })).await.refused(400, "invalid_link");
}

async fn a_weak_password_does_not_use_the_link_up(app: TestApp) {
    let ada = app.user("ada").await;
    let token = mailed(&app, &ada.email).await;
    for (weak, code) in [("short", "too_short"), ("password123", "too_weak"), ("ada@example.org", "too_weak")] {
        let faults = app.anonymous().call("resetPassword", reset(&token, weak)).await.faults();
        assert_eq!(faults, [format!("/password {code}")], "{weak}");
    }
    app.anonymous().call("resetPassword", reset(&token, NEW)).await.ok();
    app.run_jobs().await;
}

async fn asking_for_a_link_tells_nothing_and_floods_nobody(app: TestApp) {
    let ada = app.user("ada").await;
    let answers = [ask(&app, &ada.email).await, ask(&app, "nobody@example.org").await];
    assert_eq!(answers[0], json!({ "email": ada.email }));
    assert_eq!(answers[1], json!({ "email": "nobody@example.org" }));
    for _ in 0..8 {
        ask(&app, &ada.email).await;
    }
    app.run_jobs().await;
    let links = app.mails_to(&ada.email).await.iter().filter(|mail| mail.subject == "Set a new password").count();
    assert_eq!(links, 5, "an hour's worth");
    assert!(app.mails_to("nobody@example.org").await.is_empty());
}

/// Who is logged in sees the jobs that they have set in motion, and how long each took.
async fn a_receipt_does_not_tell_who_has_an_account(app: TestApp) {
    app.user("ada").await;
    let (eve, boss) = (app.user("eve").await, app.admin("boss").await);
    for (username, email) in [("bob", "ada@example.org"), ("cem", "nobody@example.org")] {
        let to = json!({ "input": { "email": email } });
        for operation in ["requestPasswordReset", "requestEmailVerification", "changeEmail"] {
            eve.call(operation, to.clone()).await.ok();
        }
        let account = json!({ "username": username, "email": email, "password": PASSWORD });
        eve.call("register", json!({ "input": account })).await.ok();
    }
    app.run_jobs().await;
    let seen = async |who: &Actor, kind: &str| {
        who.call("jobs", json!({ "kind": kind })).await.ok()["data"].as_array().unwrap().len()
    };
    assert_eq!(seen(&eve, "accounts.send_link").await, 0);
    assert_eq!(seen(&eve, "mail.send").await, 2, "the letters to her own address");
    assert_eq!(seen(&boss, "accounts.send_link").await, 4, "operators see them");
}

async fn a_password_is_changed_by_who_knows_it(app: TestApp) {
    let ada = app.user("ada").await;
    let other = ada.with_tokens(&ada.call("login", login(PASSWORD)).await.ok());
    let program = ada.program(&["read"]).await;
    app.run_jobs().await;
    let change = |current: &str, new: &str| json!({ "input": { "currentPassword": current, "newPassword": new } });
    ada.call("changePassword", change("wrong", NEW)).await.refused(403, "wrong_password");
    assert_eq!(ada.call("changePassword", change(PASSWORD, "12345678")).await.faults(), ["/newPassword too_weak"]);
    program.call("me", json!({})).await.ok();
    app.advance(TimeDelta::seconds(1));
    ada.call("changePassword", change(PASSWORD, NEW)).await.ok();
    program.call("me", json!({})).await.refused(401, "invalid_token");
    other.call("me", json!({})).await.refused(401, "session_revoked");
    ada.call("me", json!({})).await.ok();
    app.anonymous().call("login", login(PASSWORD)).await.refused(401, "invalid_credentials");
    app.anonymous().call("login", login(NEW)).await.ok();
    app.run_jobs().await;
    let mail = app.last_mail_to(&ada.email).await;
    assert_eq!(mail.subject, "Your password was changed");
    assert!(mail.text.contains("all access tokens were ended"), "{}", mail.text);
}

async fn a_new_password_is_checked_against_the_person(app: TestApp) {
    let ada = app.user("lovelace").await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": "lovelace1" });
    let faults = ada.call("changePassword", json!({ "input": input })).await.faults();
    assert_eq!(faults, ["/newPassword too_weak"]);
}

async fn a_proof_is_given_by_the_password(app: TestApp) {
    let ada = app.admin("ada").await;
    app.advance(TimeDelta::minutes(11));
    let token = json!({ "input": { "name": "operator", "scopes": ["ops"] } });
    ada.call("createAccessToken", token.clone()).await.refused(403, "reauthentication_required");
    let proof = |password: &str| json!({ "input": { "password": password } });
    ada.call("reauthenticate", proof("wrong")).await.refused(403, "wrong_password");
    ada.call("createAccessToken", token.clone()).await.refused(403, "reauthentication_required");
    ada.call("reauthenticate", proof(PASSWORD)).await.ok();
    ada.call("createAccessToken", token).await.ok();
    app.run_jobs().await;
}

async fn a_reset_confirms_the_address(app: TestApp) {
    let account = json!({ "username": "ada", "email": "ada@example.org", "password": PASSWORD });
    app.anonymous().call("register", json!({ "input": account })).await.ok();
    let token = mailed(&app, "ada@example.org").await;
    app.anonymous().call("login", login(PASSWORD)).await.refused(403, "email_not_verified");
    app.anonymous().call("resetPassword", reset(&token, NEW)).await.ok();
    app.anonymous().call("login", login(NEW)).await.ok();
    app.run_jobs().await;
}

async fn a_suspended_person_gets_no_link(app: TestApp) {
    let ada = app.user("ada").await;
    app.db_suspend(&ada).await;
    ask(&app, &ada.email).await;
    app.run_jobs().await;
    assert_eq!(app.mails_to(&ada.email).await.len(), 1, "the confirmation of long ago");
}

/// Everybody's password is hashed as it was when hashes were to cost less.
async fn db_cheapen(app: &TestApp) {
    let then = Passwords::new(4, app.deps.secrets.key("passwords"), Crowd { running: 1, waiting: 1 }).unwrap();
    let cheap = then.hash(PASSWORD, [7; 16]).await.unwrap();
    app.db_run("UPDATE users SET password_hash = ?", vec![cheap.into()]).await;
}

async fn a_login_rehashes_when_the_cost_has_risen(app: TestApp) {
    let ada = app.user("ada").await;
    db_cheapen(&app).await;
    app.anonymous().call("login", login("wrong")).await.refused(401, "invalid_credentials");
    let stored = async || app.db_rows("SELECT password_hash FROM users", vec![]).await[0]["password_hash"].clone();
    assert!(stored().await.as_str().unwrap().starts_with("$2b$04$"));
    for _ in 0..2 {
        ada.call("login", login(PASSWORD)).await.ok();
        assert!(stored().await.as_str().unwrap().starts_with("$2b$05$"));
    }
}

/// The lower quartile of the times that something takes: what others do on this machine only makes it slower.
fn lower_quartile(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 4]
}

/// Measures two requests in turn; gives the ratio of their lower quartiles.
async fn ratio(app: &TestApp, operation: &str, inputs: [Value; 2]) -> f64 {
    let nobody = app.anonymous();
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..40 {
        for (times, input) in times.iter_mut().zip(&inputs) {
            let begin = Instant::now();
            let outcome = nobody.call(operation, json!({ "input": input })).await;
            times.push(begin.elapsed());
            let refused = outcome.result.err().map(|problem| problem["status"].clone());
            assert!(refused.as_ref().is_none_or(|status| status == 401), "{refused:?}");
        }
    }
    let [one, other] = times.map(lower_quartile);
    one.as_secs_f64() / other.as_secs_f64()
}

/// At this cost a hash takes some 20 ms, everything else one or two: an answer without a hash would be ten times as fast.
async fn a_login_takes_as_long_for_nobody_as_for_somebody(app: TestApp) {
    app.user("ada").await;
    let wrong = |login: &str| json!({ "login": login, "password": "tram violet kettles" });
    for (somebody, nobody) in [("ada", "eve"), ("ada@example.org", "eve@example.org")] {
        let ratio = ratio(&app, "login", [wrong(somebody), wrong(nobody)]).await;
        assert!((0.7..1.4).contains(&ratio), "{somebody} takes {ratio} times as long as {nobody}");
    }
}

/// A hash of the time before the cost was raised takes a sixteenth of one of today.
async fn a_login_takes_as_long_for_an_old_hash_as_for_nobody(app: TestApp) {
    app.user("ada").await;
    db_cheapen(&app).await;
    let inputs = ["ada", "eve"].map(|login| json!({ "login": login, "password": "tram violet kettles" }));
    let ratio = ratio(&app, "login", inputs).await;
    assert!((0.7..1.4).contains(&ratio), "ada takes {ratio} times as long as eve");
}

async fn who_would_wait_behind_too_many_is_sent_away_and_has_not_guessed(app: TestApp) {
    app.user("ada").await;
    let nobody = app.anonymous();
    let all = futures::future::join_all((0..12).map(|_| nobody.call("login", login(PASSWORD)))).await;
    let (let_in, sent_away): (Vec<_>, Vec<_>) = all.into_iter().partition(|outcome| outcome.result.is_ok());
    assert!(let_in.len() >= 2, "the first two at least: {sent_away:?}");
    assert!(sent_away.len() >= 3, "not twelve at once: {}", let_in.len());
    for outcome in sent_away {
        let problem = outcome.refused(503, "busy");
        assert_eq!(problem["retryAfter"], 5, "{problem}");
    }
    for _ in 0..13 {
        nobody.call("login", login("tram violet kettles")).await.refused(401, "invalid_credentials");
    }
    nobody.call("login", login(PASSWORD)).await.refused(429, "too_many_attempts");
    let account = json!({ "username": "bob", "email": "bob@example.org", "password": PASSWORD });
    nobody.call("register", json!({ "input": account })).await.ok();
    app.abandon_jobs();
}

/// How strong one is takes a while to find out, and no thread that answers readers does that.
async fn a_new_password_is_looked_at_where_hashes_are_computed(app: TestApp) {
    let (nobody, passwords) = (app.anonymous(), &app.deps.passwords);
    let account = json!({ "username": "bob", "email": "bob@example.org", "password": "password123" });
    let register = json!({ "input": account });
    let late = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        nobody.call("register", register.clone()).await
    };
    let (_, _, sent_away) = tokio::join!(passwords.verify("one", None), passwords.verify("other", None), late);
    sent_away.refused(503, "busy");
    assert_eq!(nobody.call("register", register).await.faults(), ["/password too_weak"]);
}

async fn a_reset_takes_as_long_for_nobody_as_for_somebody(app: TestApp) {
    app.user("ada").await;
    let path = "/v1/auth/password-reset";
    let bodies = ["ada@example.org", "eve@example.org"].map(|email| json!({ "email": email }));
    let mut costs = Vec::new();
    for body in &bodies {
        costs.push(app.anonymous().post(path, body.clone()).await.statements());
    }
    assert_eq!(costs[0], costs[1], "the same statements");
    let ratio = ratio(&app, "requestPasswordReset", bodies).await;
    assert!((0.6..1.7).contains(&ratio), "somebody takes {ratio} times as long as nobody");
    app.abandon_jobs();
}

/// 64 clients log in at the same time and wait for each other; nobody who reads waits for them.
async fn a_flood_of_logins_leaves_reads_alone(app: TestApp) {
    app.user("ada").await;
    let nobody = app.anonymous();
    let logins = futures::future::join_all((0..64).map(|_| log_in(nobody.clone())));
    let reads = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let begin = Instant::now();
            nobody.get("/v1/posts").await.expect(200);
            slowest = slowest.max(begin.elapsed());
        }
        slowest
    };
    let (logins, slowest_read) = tokio::join!(logins, reads);
    let slowest_login = logins.into_iter().max().unwrap();
    assert!(slowest_read * 2 < slowest_login, "a read took {slowest_read:?}, a login {slowest_login:?}");
}

async fn log_in(nobody: Actor) -> Duration {
    let begin = Instant::now();
    nobody.post("/v1/auth/login", json!({ "login": "ada", "password": PASSWORD })).await.expect(200);
    begin.elapsed()
}
