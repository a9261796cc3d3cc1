//! What people change about themselves, and admins about others.

use chrono::TimeDelta;
use presswork_tests::{PASSWORD, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    a_person_changes_what_they_show,
    a_name_has_nothing_in_it_that_nobody_sees,
    what_nobody_may_set_is_refused,
    a_change_that_meets_another_is_refused,
    a_name_adds_no_header_to_a_mail,
    an_admin_gives_another_role_at_once,
    power_over_others_is_given_after_a_proof,
    who_is_suspended_is_out_at_once_and_comes_back_by_a_new_login,
    the_last_admin_stays,
    who_has_not_confirmed_an_address_is_no_other_admin,
    an_admin_sees_what_became_of_an_account,
}

fn me(input: &Value) -> Value {
    json!({ "input": input })
}

fn login() -> Value {
    json!({ "input": { "login": "ada", "password": PASSWORD } })
}

async fn a_person_changes_what_they_show(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "displayName": " Ada L. ", "bio": "Engines.\nAnd poems." });
    let changed = ada.call("updateMe", me(&input)).await.ok();
    assert_eq!((&changed["displayName"], &changed["bio"]), (&json!("Ada L."), &json!("Engines.\nAnd poems.")));
    assert_eq!(app.anonymous().call("user", json!({ "id": "@ada" })).await.ok()["displayName"], "Ada L.");
    let changed = ada.call("updateMe", me(&json!({ "bio": null }))).await.ok();
    assert_eq!((&changed["displayName"], &changed["bio"]), (&json!("Ada L."), &json!("")));
    let same = ada.call("updateMe", me(&json!({}))).await.ok();
    assert_eq!(same["version"], changed["version"], "nothing was changed");
    let same = ada.call("updateMe", me(&json!({ "displayName": "Ada L.", "bio": "" }))).await.ok();
    assert_eq!(same["version"], changed["version"], "what is said again is no change");
    let faults = ada.call("updateMe", me(&json!({ "displayName": null, "bio": "x".repeat(501) }))).await.faults();
    assert_eq!(faults, ["/displayName required", "/bio too_long"]);
}

/// Otherwise somebody would pass for somebody else.
async fn a_name_has_nothing_in_it_that_nobody_sees(app: TestApp) {
    let ada = app.user("ada").await;
    for name in
        ["A\u{200b}dmin", "Adm\u{202e}nimd", "\u{2066}x", "\u{feff}x", "Ad\u{ad}min", "Admin\u{3164}", "Ad\u{2028}min"]
    {
        let faults = ada.call("updateMe", me(&json!({ "displayName": name }))).await.faults();
        assert_eq!(faults, ["/displayName invalid_character"], "{name:?}");
        let input = json!({ "input": { "title": name, "tags": [name] } });
        let faults = ada.call("createPost", input).await.faults();
        assert_eq!(faults, ["/title invalid_character", "/tags/0 invalid_character"], "{name:?}");
    }
    let joined = "Ada 👩\u{200d}💻";
    assert_eq!(ada.call("updateMe", me(&json!({ "displayName": joined }))).await.ok()["displayName"], joined);
}

/// Mass assignment: what is not in the input does not exist.
async fn what_nobody_may_set_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let before = ada.call("me", json!({})).await.ok();
    for (member, value) in [
        ("role", json!("admin")),
        ("id", json!("user_01h455vb4pex5vsknk084sn02q")),
        ("email", json!("eve@example.org")),
        ("emailVerifiedAt", json!("2020-01-01T00:00:00Z")),
        ("version", json!(9)),
        ("suspended", json!(false)),
    ] {
        let mut input = json!({ "displayName": "Eve" });
        input[member] = value.clone();
        assert!(ada.call("updateMe", me(&input)).await.result.is_err(), "{member} by updateMe");
        let mut account = json!({ "username": "eve", "email": "eve@example.org", "password": PASSWORD });
        if member != "email" {
            account[member] = value;
            assert!(app.anonymous().call("register", me(&account)).await.result.is_err(), "{member} by register");
        }
    }
    assert_eq!(ada.call("me", json!({})).await.ok(), before);
    assert_eq!(app.db_count("users").await, 1);
}

async fn a_change_that_meets_another_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let seen = ada.call("me", json!({})).await.ok()["version"].to_string();
    let change = |name: &str| json!({ "input": { "displayName": name }, "ifMatch": seen });
    ada.call("updateMe", change("Ada L.")).await.ok();
    ada.call("updateMe", change("Ada B.")).await.refused(412, "stale_version");
    assert_eq!(ada.call("me", json!({})).await.ok()["displayName"], "Ada L.");
    let reply = ada.get("/v1/me").await;
    let tag = reply.header("etag").to_owned();
    let request = ada.request("PATCH", "/v1/me").header("if-match", &tag).json(&json!({ "bio": "x" }));
    request.send().await.expect(200);
}

async fn a_name_adds_no_header_to_a_mail(app: TestApp) {
    let ada = app.user("ada").await;
    for name in ["Ada\r\nBcc: eve@example.org", "Ada\nX: y", "Ada\u{0}", "Ada\u{85}X"] {
        let faults = ada.call("updateMe", me(&json!({ "displayName": name }))).await.faults();
        assert_eq!(faults, ["/displayName invalid_character"], "{name:?}");
    }
}

async fn an_admin_gives_another_role_at_once(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    let change = json!({ "id": ada.id, "input": { "role": "moderator" } });
    ada.call("updateUser", change.clone()).await.refused(403, "forbidden");
    assert_eq!(boss.call("updateUser", change.clone()).await.ok()["role"], "moderator");
    assert_eq!(ada.call("me", json!({})).await.ok()["role"], "moderator");
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "Your role was changed");
    boss.call("updateUser", change).await.ok();
    app.run_jobs().await;
    assert_eq!(app.mails_to(&ada.email).await.len(), 2, "nothing was changed, so that there is nothing to tell");
    let cleared = json!({ "id": "@ada", "input": { "role": null, "suspended": null } });
    assert_eq!(boss.call("updateUser", cleared).await.faults(), ["/role required", "/suspended required"]);
}

async fn power_over_others_is_given_after_a_proof(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    app.advance(TimeDelta::minutes(11));
    let give = async |role: &str| boss.call("updateUser", json!({ "id": ada.id, "input": { "role": role } })).await;
    give("editor").await.ok();
    for role in ["moderator", "admin"] {
        give(role).await.refused(403, "reauthentication_required");
    }
    assert_eq!(ada.call("me", json!({})).await.ok()["role"], "editor");
    boss.call("reauthenticate", json!({ "input": { "password": PASSWORD } })).await.ok();
    give("moderator").await.ok();
    app.run_jobs().await;
}

async fn who_is_suspended_is_out_at_once_and_comes_back_by_a_new_login(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    let program = ada.program(&["read"]).await;
    let suspend = |suspended: bool| json!({ "id": "@ada", "input": { "suspended": suspended } });
    assert!(boss.call("updateUser", suspend(true)).await.ok()["suspendedAt"].is_string());
    ada.call("me", json!({})).await.refused(401, "session_revoked");
    program.call("me", json!({})).await.refused(401, "account_suspended");
    let refresh = json!({ "input": { "refreshToken": ada.refresh_token } });
    app.anonymous().call("refresh", refresh).await.refused(401, "session_revoked");
    app.anonymous().call("login", login()).await.refused(403, "account_suspended");
    assert_eq!(boss.call("updateUser", suspend(false)).await.ok()["suspendedAt"], Value::Null);
    ada.call("me", json!({})).await.refused(401, "session_revoked");
    app.anonymous().call("login", login()).await.ok();
    app.run_jobs().await;
}

async fn the_last_admin_stays(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    for input in [json!({ "role": "editor" }), json!({ "suspended": true })] {
        let change = json!({ "id": boss.id, "input": input });
        boss.call("updateUser", change).await.refused(409, "last_admin");
    }
    boss.call("updateUser", json!({ "id": ada.id, "input": { "role": "admin" } })).await.ok();
    boss.call("updateUser", json!({ "id": boss.id, "input": { "role": "editor" } })).await.ok();
    let change = json!({ "id": ada.id, "input": { "suspended": true } });
    ada.call("updateUser", change).await.refused(409, "last_admin");
    boss.call("queues", json!({})).await.refused(403, "forbidden");
    app.run_jobs().await;
}

/// Nobody could log in who runs the place.
async fn who_has_not_confirmed_an_address_is_no_other_admin(app: TestApp) {
    let boss = app.admin("boss").await;
    let ghost = json!({ "username": "ghost", "email": "ghost@example.org", "password": PASSWORD });
    app.anonymous().call("register", json!({ "input": ghost })).await.ok();
    boss.call("updateUser", json!({ "id": "@ghost", "input": { "role": "admin" } })).await.ok();
    let leave = || json!({ "id": boss.id, "input": { "role": "editor" } });
    boss.call("updateUser", leave()).await.refused(409, "last_admin");
    app.run_jobs().await;
    let mails = app.mails_to("ghost@example.org").await;
    let mail = mails.iter().find(|mail| mail.subject == "Confirm your mail address").unwrap();
    app.anonymous().call("confirmEmail", json!({ "input": { "token": mail.token() } })).await.ok();
    boss.call("updateUser", leave()).await.ok();
    app.run_jobs().await;
}

async fn an_admin_sees_what_became_of_an_account(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    let seen = boss.call("updateUser", json!({ "id": "@ada", "input": {} })).await.ok();
    assert_eq!((&seen["id"], &seen["suspendedAt"]), (&json!(ada.id), &Value::Null));
    let stale = json!({ "id": "@ada", "input": { "role": "member" }, "ifMatch": "99" });
    boss.call("updateUser", stale).await.refused(412, "stale_version");
    boss.call("updateUser", json!({ "id": "@nobody", "input": {} })).await.refused(404, "not_found");
}
