//! Another mail address, agreed to at both.

use chrono::TimeDelta;
use presswork_tests::{PASSWORD, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    an_address_is_changed_once_both_have_agreed,
    one_address_alone_changes_nothing,
    a_link_is_good_for_one_use_one_change_and_a_day,
    a_taken_address_gives_the_same_answer_and_mails_its_owner,
    who_is_faster_gets_the_address,
    a_change_takes_a_recent_proof_and_a_session,
    nobodys_mailbox_is_flooded,
    a_new_password_calls_a_change_off,
}

const NEW: &str = "ada.king@example.org";

fn change(email: &str) -> Value {
    json!({ "input": { "email": email } })
}

fn token(token: &str) -> Value {
    json!({ "input": { "token": token } })
}

/// Begins a change; the tokens of the mail to the present address and of that to the new one.
async fn begun(app: &TestApp, who: &presswork_tests::Actor, email: &str) -> (String, String) {
    assert_eq!(who.call("changeEmail", change(email)).await.ok(), json!({ "email": email }));
    app.run_jobs().await;
    (app.last_mail_to(&who.email).await.token(), app.last_mail_to(email).await.token())
}

async fn an_address_is_changed_once_both_have_agreed(app: TestApp) {
    let ada = app.user("ada").await;
    for (old_first, email) in [(true, NEW), (false, "ada@example.net")] {
        let now = ada.call("me", json!({})).await.ok()["email"].as_str().unwrap().to_owned();
        let mut ada = ada.clone();
        ada.email = now;
        let (present, new) = begun(&app, &ada, email).await;
        let (first, second) = if old_first { (&present, &new) } else { (&new, &present) };
        assert_eq!(app.anonymous().call("confirmEmailChange", token(first)).await.ok()["complete"], false);
        assert_eq!(ada.call("me", json!({})).await.ok()["email"], json!(ada.email), "not yet");
        assert_eq!(app.anonymous().call("confirmEmailChange", token(second)).await.ok()["complete"], true);
        assert_eq!(ada.call("me", json!({})).await.ok()["email"], email);
        app.run_jobs().await;
        assert_eq!(app.last_mail_to(email).await.subject, "Your mail address was changed");
    }
    let login = json!({ "input": { "login": "ada@example.net", "password": PASSWORD } });
    app.anonymous().call("login", login).await.ok();
    let rows = app.db_rows("SELECT * FROM email_changes", vec![]).await;
    assert!(rows.is_empty(), "{rows:?}");
}

async fn one_address_alone_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let (present, _) = begun(&app, &ada, NEW).await;
    app.anonymous().call("confirmEmailChange", token(&present)).await.ok();
    app.anonymous().call("confirmEmailChange", token(&present)).await.refused(410, "gone");
    assert_eq!(ada.call("me", json!({})).await.ok()["email"], json!(ada.email));
    for wrong in [json!({ "input": { "email": "no address" } }), change(&ada.email)] {
        ada.call("changeEmail", wrong).await.refused(422, "validation_failed");
    }
}

async fn a_link_is_good_for_one_use_one_change_and_a_day(app: TestApp) {
    let ada = app.user("ada").await;
    let (present, new) = begun(&app, &ada, "first@example.org").await;
    let (later, latest) = begun(&app, &ada, NEW).await;
    for earlier in [&present, &new] {
        app.anonymous().call("confirmEmailChange", token(earlier)).await.refused(410, "gone");
    }
    app.anonymous().call("confirmEmailChange", token("guessed")).await.refused(400, "invalid_link");
    app.anonymous()
        .call("resetPassword", json!({ "input": { "token": later, "password": PASSWORD } }))
        .await
        .refused(400, "invalid_link");
    app.anonymous().call("confirmEmail", token(&latest)).await.refused(400, "invalid_link");
    app.anonymous().call("confirmEmailChange", token(&later)).await.ok();
    app.advance(TimeDelta::hours(24));
    app.anonymous().call("confirmEmailChange", token(&latest)).await.refused(410, "gone");
}

async fn a_taken_address_gives_the_same_answer_and_mails_its_owner(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let fresh = ada.call("changeEmail", change(NEW)).await;
    app.run_jobs().await;
    let taken = ada.call("changeEmail", change(&bob.email)).await;
    app.run_jobs().await;
    assert_eq!(fresh.http.statements(), taken.http.statements(), "the same work");
    assert_eq!(taken.ok(), json!({ "email": bob.email }));
    assert_eq!(app.last_mail_to(&bob.email).await.subject, "You already have an account");
    let agreed = app.last_mail_to(&ada.email).await.token();
    assert_eq!(app.anonymous().call("confirmEmailChange", token(&agreed)).await.ok()["complete"], false);
    assert_eq!(ada.call("me", json!({})).await.ok()["email"], json!(ada.email));
}

async fn who_is_faster_gets_the_address(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (present, new) = begun(&app, &ada, NEW).await;
    let (bobs, bobs_new) = begun(&app, &bob, NEW).await;
    for one in [&bobs, &bobs_new, &present] {
        app.anonymous().call("confirmEmailChange", token(one)).await.ok();
    }
    app.anonymous().call("confirmEmailChange", token(&new)).await.refused(409, "email_taken");
    assert_eq!(bob.call("me", json!({})).await.ok()["email"], NEW);
    app.run_jobs().await;
}

async fn a_change_takes_a_recent_proof_and_a_session(app: TestApp) {
    let ada = app.user("ada").await;
    let program = ada.program(&["read", "write"]).await;
    program.call("changeEmail", change(NEW)).await.refused(403, "session_required");
    app.advance(TimeDelta::minutes(11));
    ada.call("changeEmail", change(NEW)).await.refused(403, "reauthentication_required");
    ada.call("reauthenticate", json!({ "input": { "password": PASSWORD } })).await.ok();
    ada.call("changeEmail", change(NEW)).await.ok();
    app.run_jobs().await;
}

async fn nobodys_mailbox_is_flooded(app: TestApp) {
    let ada = app.user("ada").await;
    for n in 0..5 {
        ada.call("changeEmail", change(&format!("ada-{n}@example.org"))).await.ok();
    }
    ada.call("changeEmail", change(NEW)).await.refused(429, "too_many_attempts");
    app.run_jobs().await;
}

/// Who was in the account, and once in the mailbox, has a link left: it must not outlive the password that gets rid of them.
async fn a_new_password_calls_a_change_off(app: TestApp) {
    let ada = app.user("ada").await;
    let (present, new) = begun(&app, &ada, NEW).await;
    app.anonymous().call("confirmEmailChange", token(&present)).await.ok();
    app.anonymous().call("requestPasswordReset", json!({ "input": { "email": ada.email } })).await.ok();
    app.run_jobs().await;
    let link = app.last_mail_to(&ada.email).await.token();
    let other = "oyster gravel lantern";
    let reset = json!({ "input": { "token": link, "password": other } });
    app.anonymous().call("resetPassword", reset).await.ok();
    app.anonymous().call("confirmEmailChange", token(&new)).await.refused(410, "gone");
    let login = json!({ "input": { "login": "ada", "password": other } });
    let ada = ada.with_tokens(&app.anonymous().call("login", login).await.ok());
    let (present, new) = begun(&app, &ada, NEW).await;
    app.anonymous().call("confirmEmailChange", token(&new)).await.ok();
    let change = json!({ "input": { "currentPassword": other, "newPassword": PASSWORD } });
    ada.call("changePassword", change).await.ok();
    app.anonymous().call("confirmEmailChange", token(&present)).await.refused(410, "gone");
    assert_eq!(ada.call("me", json!({})).await.ok()["email"], json!(ada.email));
    assert_eq!(app.db_count("email_changes").await, 0);
    app.run_jobs().await;
}
