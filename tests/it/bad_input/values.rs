//! Values that are of the right type and still no good.

use presswork_tests::{PASSWORD, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    a_username_that_is_no_good_is_refused,
    an_address_that_is_none_is_refused,
    a_weak_or_endless_password_is_refused,
    all_faults_of_a_registration_are_reported_together,
    a_login_with_strange_text_is_only_a_wrong_login,
    a_token_with_strange_text_is_only_a_wrong_token,
    a_tag_that_is_no_good_is_refused,
    a_leap_second_is_refused,
}

/// The faults of a registration that differs from a good one in one member.
async fn faults(app: &TestApp, member: &str, value: Value) -> Vec<String> {
    let mut input = json!({ "username": "bob", "email": "bob@example.org", "password": PASSWORD });
    input[member] = value;
    app.anonymous().call("register", json!({ "input": input })).await.faults()
}

async fn a_username_that_is_no_good_is_refused(app: TestApp) {
    let before = app.db_state().await;
    for (name, fault) in [
        ("", "too_short"),
        ("ab", "too_short"),
        (&*"a".repeat(31), "too_long"),
        ("1ada", "invalid_format"),
        ("ad a", "invalid_format"),
        ("ada\u{0}x", "invalid_format"),
        ("\u{430}da", "invalid_format"),
        ("ada@example.org", "invalid_format"),
        ("Admin", "reserved"),
    ] {
        assert_eq!(faults(&app, "username", json!(name)).await, [format!("/username {fault}")], "{name:?}");
    }
    assert_eq!(app.db_state().await, before);
}

async fn an_address_that_is_none_is_refused(app: TestApp) {
    let before = app.db_state().await;
    let long = format!("{}@example.org", "a".repeat(250));
    for address in ["", "ada", "ada@", "@example.org", "a b@example.org", "a\u{0}@example.org", "a@b\r\nBcc: c@d.e"] {
        assert_eq!(faults(&app, "email", json!(address)).await, ["/email invalid_format"], "{address:?}");
    }
    assert_eq!(faults(&app, "email", json!(long)).await, ["/email too_long"]);
    let input = json!({ "input": { "email": "ada" } });
    let asked = app.anonymous().call("requestEmailVerification", input).await;
    assert_eq!(asked.faults(), ["/email invalid_format"]);
    assert_eq!(app.db_state().await, before);
}

async fn a_weak_or_endless_password_is_refused(app: TestApp) {
    let before = app.db_state().await;
    for (password, fault) in [
        ("", "too_short"),
        ("kettle1", "too_short"),
        ("password123", "too_weak"),
        ("qwertyuiop", "too_weak"),
        ("bob@example.org", "too_weak"),
        (&*"tram violet kettle ".repeat(53)[..1000].to_owned(), "too_long"),
        (&*"x".repeat(500_000), "too_long"),
    ] {
        assert_eq!(faults(&app, "password", json!(password)).await, [format!("/password {fault}")]);
    }
    assert_eq!(app.db_state().await, before);
}

async fn all_faults_of_a_registration_are_reported_together(app: TestApp) {
    let input = json!({ "username": "x", "email": "y", "password": "z", "displayName": "\u{0}" });
    let faults = app.anonymous().call("register", json!({ "input": input })).await.faults();
    let expected =
        ["/username too_short", "/email invalid_format", "/password too_short", "/displayName invalid_character"];
    assert_eq!(faults, expected);
    assert_eq!(app.db_count("users").await, 0);
}

async fn a_leap_second_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "name": "A program", "scopes": ["read"], "expiresAt": "2026-12-05T23:59:60Z" });
    let problem = ada.call("createAccessToken", json!({ "input": input })).await.result.unwrap_err();
    // GraphQL checks types before we do.
    assert!(problem["code"] == "validation_failed" || problem["code"] == "graphql_invalid", "{problem}");
    app.admin("ann").await.call("auditLog", json!({ "since": "2026-12-05T23:59:60Z" })).await.result.unwrap_err();
    assert_eq!(app.db_count("access_tokens").await, 0);
}

async fn a_login_with_strange_text_is_only_a_wrong_login(app: TestApp) {
    app.user("ada").await;
    let (long, nul) = ("x".repeat(100_000), "a\u{0}b");
    for (login, password) in
        [("ada", ""), ("ada", &*long), ("ada", nul), (&*long, PASSWORD), (nul, PASSWORD), ("%", "%")]
    {
        let input = json!({ "input": { "login": login, "password": password } });
        app.anonymous().call("login", input).await.refused(401, "invalid_credentials");
    }
}

async fn a_token_with_strange_text_is_only_a_wrong_token(app: TestApp) {
    let long = "x".repeat(100_000);
    for token in ["", "a\u{0}b", "\u{e4}", &*long] {
        let mail = json!({ "input": { "token": token } });
        app.anonymous().call("confirmEmail", mail).await.refused(400, "invalid_link");
        let refresh = json!({ "input": { "refreshToken": token } });
        app.anonymous().call("refresh", refresh).await.refused(401, "invalid_refresh_token");
    }
}

async fn a_tag_that_is_no_good_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    for (tag, fault) in
        [("", "required"), (&*"x".repeat(41), "too_long"), ("!!!", "invalid_format"), ("a\nb", "invalid_character")]
    {
        let input = json!({ "title": "Hello", "tags": ["Fine", tag] });
        let faults = ada.call("createPost", json!({ "input": input })).await.faults();
        assert_eq!(faults, [format!("/tags/1 {fault}")], "{tag:?}");
    }
    assert_eq!(app.db_state().await, before);
}
