//! From nobody to a person who is logged in.

use chrono::TimeDelta;
use insta::assert_json_snapshot;
use presswork_tests::{PASSWORD, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    a_person_registers_confirms_and_logs_in,
    a_letter_says_the_same_as_text_and_as_html,
    who_registers_with_anothers_address_has_nothing_said_there,
    nobody_logs_in_before_the_address_is_confirmed,
    a_taken_address_gives_the_same_answer_and_mails_its_owner,
    what_comes_after_a_registration_does_not_tell_whether_the_address_was_known,
    what_nobody_confirms_is_gone_a_week_after_its_link,
    a_taken_username_is_a_conflict,
    a_token_of_a_mail_is_good_for_one_use,
    a_token_of_a_mail_is_good_for_a_day,
    another_mail_can_be_asked_for_without_telling_who_has_an_account,
    an_unconfirmed_person_is_not_shown_to_others,
    with [("PRESSWORK__ACCOUNTS__REGISTRATION", "closed")] => nobody_registers_where_registration_is_closed,
}

/// What somebody chooses who registers with the address of another.
const OWN: &str = "oyster gravel lantern";

fn account(username: &str, email: &str) -> Value {
    json!({ "input": { "username": username, "email": email, "password": PASSWORD, "displayName": "Ada L." } })
}

fn login(username: &str) -> Value {
    json!({ "input": { "login": username, "password": PASSWORD } })
}

fn token(token: &str) -> Value {
    json!({ "input": { "token": token } })
}

async fn a_person_registers_confirms_and_logs_in(app: TestApp) {
    let nobody = app.anonymous();
    let registration = nobody.call("register", account(" Ada ", "Ada@Example.org")).await.ok();
    assert_eq!(registration, json!({ "email": "ada@example.org", "verificationRequired": true }));
    app.run_jobs().await;
    let mail = app.last_mail_to("ada@example.org").await;
    assert_eq!(mail.subject, "Confirm your mail address");
    nobody.call("confirmEmail", token(&mail.token())).await.ok();
    let tokens = nobody.call("login", login("ADA")).await.ok();
    assert_eq!(tokens["user"]["username"], "ada");
    let me = nobody.with_tokens(&tokens).call("me", json!({})).await.ok();
    assert_json_snapshot!(me, { ".id" => "[id]", ".createdAt" => "[time]", ".emailVerifiedAt" => "[time]", ".version" => "[version]" }, @r#"
    {
      "bio": "",
      "createdAt": "[time]",
      "displayName": "Ada L.",
      "email": "ada@example.org",
      "emailVerifiedAt": "[time]",
      "id": "[id]",
      "role": "author",
      "twoFactorEnabled": false,
      "username": "ada",
      "version": "[version]"
    }
    "#);
    nobody.call("login", json!({ "input": { "login": "ada@example.org", "password": PASSWORD } })).await.ok();
}

async fn a_letter_says_the_same_as_text_and_as_html(app: TestApp) {
    let mut ada = account("ada", "ada@example.org");
    ada["input"]["displayName"] = "Ada <img src=x>".into();
    app.anonymous().call("register", ada).await.ok();
    app.run_jobs().await;
    let mail = app.last_mail_to("ada@example.org").await;
    assert!(mail.header("Content-Type").starts_with("multipart/alternative"), "{}", mail.raw);
    let html = mail.html.clone().unwrap();
    assert!(html.contains(&format!(">{}</pre>", mail.token())), "{html}");
    app.anonymous().call("confirmEmail", json!({ "input": { "token": mail.token() } })).await.ok();
    let tokens = app.anonymous().call("login", login("ada")).await.ok();
    app.anonymous().with_tokens(&tokens).program(&["read"]).await;
    app.run_jobs().await;
    let html = app.last_mail_to("ada@example.org").await.html.unwrap();
    assert!(html.contains("<p>Hello Ada ") && !html.contains("<img"), "{html}");
}

/// Anybody registers with anybody's address: what they choose for a name is not said there.
async fn who_registers_with_anothers_address_has_nothing_said_there(app: TestApp) {
    let nobody = app.anonymous();
    for username in ["ada", "eve"] {
        let mut input = account(username, "ada@example.org");
        input["input"]["displayName"] = "You won! https://evil.example".into();
        nobody.call("register", input).await.ok();
    }
    nobody.call("requestPasswordReset", json!({ "input": { "email": "ada@example.org" } })).await.ok();
    app.run_jobs().await;
    let mails = app.mails_to("ada@example.org").await;
    assert_eq!(mails.len(), 3, "a link, a word that there is an account, and another link");
    for mail in mails {
        assert!(mail.text.starts_with("Hello,") && !mail.raw.contains("evil"), "{}", mail.raw);
    }
}

async fn nobody_logs_in_before_the_address_is_confirmed(app: TestApp) {
    let nobody = app.anonymous();
    nobody.call("register", account("ada", "ada@example.org")).await.ok();
    app.run_jobs().await;
    let wrong = json!({ "input": { "login": "ada", "password": "something else" } });
    nobody.call("login", wrong).await.refused(401, "invalid_credentials");
    nobody.call("login", login("ada")).await.refused(403, "email_not_verified");
    assert_eq!(app.db_count("sessions").await, 0);
}

async fn a_taken_address_gives_the_same_answer_and_mails_its_owner(app: TestApp) {
    app.user("ada").await;
    let fresh = app.anonymous().call("register", account("bob", "bob@example.org")).await;
    app.run_jobs().await;
    let taken = app.anonymous().call("register", account("eve", "ADA@example.org")).await;
    app.run_jobs().await;
    assert_eq!(fresh.http.statements(), taken.http.statements(), "the same work");
    let (fresh, taken) = (fresh.ok(), taken.ok());
    assert_eq!(taken, json!({ "email": "ada@example.org", "verificationRequired": fresh["verificationRequired"] }));
    let mail = app.last_mail_to("ada@example.org").await;
    assert_eq!(mail.subject, "You already have an account");
    assert!(!mail.text.contains("eve"), "what somebody else typed is not passed on: {}", mail.text);
}

/// Who registers with somebody's address learns nothing by what they can do afterwards, either.
async fn what_comes_after_a_registration_does_not_tell_whether_the_address_was_known(app: TestApp) {
    app.user("ada").await;
    let nobody = app.anonymous();
    let with = |login: &str, password: &str| json!({ "input": { "login": login, "password": password } });
    for (username, email) in [("bob", "bob@example.org"), ("eve", "ada@example.org")] {
        let mut own = account(username, email);
        own["input"]["password"] = OWN.into();
        nobody.call("register", own).await.ok();
        app.run_jobs().await;
        nobody.call("register", account(username, "other@example.org")).await.refused(409, "username_taken");
        nobody.call("login", with(username, OWN)).await.refused(403, "email_not_verified");
        for wrong in [with(username, "something else"), with(email, OWN), with(email, "something else")] {
            nobody.call("login", wrong).await.refused(401, "invalid_credentials");
        }
        nobody.call("user", json!({ "id": format!("@{username}") })).await.refused(404, "not_found");
    }
    nobody.call("login", login("ada")).await.ok();
    assert_eq!(app.mails_to("ada@example.org").await.len(), 2, "her own, and one that tells her");
}

async fn what_nobody_confirms_is_gone_a_week_after_its_link(app: TestApp) {
    let ada = app.user("ada").await;
    let nobody = app.anonymous();
    nobody.call("register", account("bob", "bob@example.org")).await.ok();
    nobody.call("register", account("eve", &ada.email)).await.ok();
    nobody.call("register", account("cem", "cem@example.org")).await.ok();
    app.run_jobs().await;
    let boss = app.admin("boss").await;
    let promoted = "UPDATE users SET role = 'admin' WHERE username = 'cem'";
    app.db_run(promoted, vec![]).await;
    let purge = async || {
        let job = boss.again().await.call("triggerSchedule", json!({ "name": "purge-tokens" })).await.ok();
        app.run_jobs().await;
        boss.again().await.call("job", json!({ "id": job["id"] })).await.ok()["result"]["accounts"].clone()
    };
    app.advance(TimeDelta::days(8) - TimeDelta::minutes(1));
    assert_eq!(purge().await, json!(0));
    for email in ["bob@example.org", &ada.email] {
        nobody.call("requestEmailVerification", json!({ "input": { "email": email } })).await.ok();
    }
    app.run_jobs().await;
    app.advance(TimeDelta::minutes(2));
    assert_eq!(purge().await, json!(2), "an account, and a stand-in: another link keeps neither");
    assert_eq!(app.db_count("users").await, 3, "those who are somebody, and whom an operator has made something");
    nobody.call("login", login("ada")).await.ok();
    for name in ["bob", "eve"] {
        nobody.call("register", account(name, &format!("{name}@example.org"))).await.ok();
    }
    app.run_jobs().await;
}

async fn a_taken_username_is_a_conflict(app: TestApp) {
    app.user("ada").await;
    let before = app.db_state().await;
    app.anonymous().call("register", account("Ada", "other@example.org")).await.refused(409, "username_taken");
    assert_eq!(app.db_state().await, before);
}

async fn a_token_of_a_mail_is_good_for_one_use(app: TestApp) {
    let nobody = app.anonymous();
    nobody.call("register", account("ada", "ada@example.org")).await.ok();
    app.run_jobs().await;
    let mailed = app.last_mail_to("ada@example.org").await.token();
    nobody.call("confirmEmail", token("guessed")).await.refused(400, "invalid_link");
    nobody.call("confirmEmail", token(&mailed)).await.ok();
    nobody.call("confirmEmail", token(&mailed)).await.refused(410, "gone");
}

async fn a_token_of_a_mail_is_good_for_a_day(app: TestApp) {
    let nobody = app.anonymous();
    nobody.call("register", account("ada", "ada@example.org")).await.ok();
    app.run_jobs().await;
    let mailed = app.last_mail_to("ada@example.org").await.token();
    app.advance(TimeDelta::hours(24));
    nobody.call("confirmEmail", token(&mailed)).await.refused(410, "gone");
    nobody.call("login", login("ada")).await.refused(403, "email_not_verified");
}

async fn another_mail_can_be_asked_for_without_telling_who_has_an_account(app: TestApp) {
    let ada = app.user("ada").await;
    let nobody = app.anonymous();
    nobody.call("register", account("bob", "bob@example.org")).await.ok();
    app.run_jobs().await;
    for address in ["bob@example.org", ada.email.as_str(), "nobody@example.org"] {
        let answer = nobody.call("requestEmailVerification", json!({ "input": { "email": address } })).await.ok();
        assert_eq!(answer, json!({ "email": address, "verificationRequired": true }));
    }
    app.run_jobs().await;
    assert_eq!(app.mails_to("bob@example.org").await.len(), 2, "the second one");
    assert_eq!(app.mails_to(&ada.email).await.len(), 1, "confirmed long ago");
    assert_eq!(app.mails_to("nobody@example.org").await.len(), 0);
    nobody.call("confirmEmail", token(&app.last_mail_to("bob@example.org").await.token())).await.ok();
}

async fn an_unconfirmed_person_is_not_shown_to_others(app: TestApp) {
    let ada = app.user("ada").await;
    app.anonymous().call("register", account("bob", "bob@example.org")).await.ok();
    app.run_jobs().await;
    ada.call("user", json!({ "id": "@bob" })).await.refused(404, "not_found");
    let users = ada.call("users", json!({})).await.ok();
    assert_eq!(users["data"].as_array().unwrap().len(), 1, "{users}");
}

async fn nobody_registers_where_registration_is_closed(app: TestApp) {
    app.anonymous().call("register", account("ada", "ada@example.org")).await.refused(403, "registration_closed");
    assert_eq!(app.db_count("users").await, 0);
}
