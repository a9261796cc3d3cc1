//! Who may join, and how they are asked in.

use chrono::TimeDelta;
use presswork_tests::{Actor, PASSWORD, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    with INVITED => who_is_invited_joins_with_the_role_of_the_invitation,
    with INVITED => where_invitations_are_needed_nobody_registers_without,
    an_invitation_works_once_and_for_a_week,
    an_invitation_that_is_revoked_or_replaced_is_gone,
    an_account_that_is_refused_does_not_use_the_invitation_up,
    who_has_an_account_is_not_invited,
    who_has_only_registered_keeps_the_address_from_nobody_who_is_invited,
    inviting_to_power_takes_a_proof,
    an_invitation_to_power_stands_as_long_as_who_invited_has_it,
    with CLOSED => where_registration_is_closed_nobody_is_invited,
}

const INVITED: [(&str, &str); 1] = [("PRESSWORK__ACCOUNTS__REGISTRATION", "invitation")];
const CLOSED: [(&str, &str); 1] = [("PRESSWORK__ACCOUNTS__REGISTRATION", "closed")];
const GUEST: &str = "guest@example.org";

fn join(token: &str) -> Value {
    json!({ "input": { "token": token, "username": "guest", "password": PASSWORD } })
}

async fn invite(app: &TestApp, host: &Actor, input: Value) -> (Value, String) {
    let invitation = host.call("createInvitation", json!({ "input": input })).await.ok();
    app.run_jobs().await;
    let mail = app.last_mail_to(invitation["email"].as_str().unwrap()).await;
    assert_eq!(mail.subject, "You are invited");
    (invitation, mail.token())
}

/// An admin where nobody can register.
async fn host(app: &TestApp) -> Actor {
    let cx = presswork_domain::Context::system(std::sync::Arc::clone(&app.deps), "test");
    let account = presswork_domain::accounts::NewAccountInput {
        username: "boss".into(),
        email: "boss@example.org".into(),
        password: PASSWORD.into(),
        display_name: None,
    };
    presswork_domain::accounts::create_admin(&cx, &account).await.unwrap();
    let login = json!({ "input": { "login": "boss", "password": PASSWORD } });
    app.anonymous().with_tokens(&app.anonymous().call("login", login).await.ok())
}

async fn who_is_invited_joins_with_the_role_of_the_invitation(app: TestApp) {
    let boss = host(&app).await;
    let (invitation, token) = invite(&app, &boss, json!({ "email": GUEST, "role": "editor" })).await;
    let rows = app.db_rows("SELECT * FROM invitations", vec![]).await;
    assert!(!format!("{rows:?}").contains(&token), "the token itself is not stored");
    assert_eq!(boss.call("invitations", json!({})).await.ok()["data"], json!([invitation]));
    let me = app.anonymous().call("acceptInvitation", join(&token)).await.ok();
    assert_eq!((&me["role"], &me["email"]), (&json!("editor"), &json!(GUEST)));
    assert!(me["emailVerifiedAt"].is_string(), "the invitation has shown whose the address is");
    let login = json!({ "input": { "login": GUEST, "password": PASSWORD } });
    app.anonymous().call("login", login).await.ok();
    assert_eq!(boss.call("invitations", json!({})).await.ok()["data"], json!([]));
    let log = boss.call("auditLog", json!({ "action": "invitation.accepted" })).await.ok();
    assert_eq!((&log["data"][0]["actor"], &log["data"][0]["target"]), (&me["id"], &invitation["id"]));
}

async fn where_invitations_are_needed_nobody_registers_without(app: TestApp) {
    let account = json!({ "input": { "username": "guest", "email": GUEST, "password": PASSWORD } });
    app.anonymous().call("register", account).await.refused(403, "registration_closed");
    app.anonymous().call("acceptInvitation", join("guessed")).await.refused(400, "invalid_link");
    assert_eq!(app.db_count("users").await, 0);
}

async fn an_invitation_works_once_and_for_a_week(app: TestApp) {
    let boss = app.admin("boss").await;
    let (invitation, token) = invite(&app, &boss, json!({ "email": GUEST })).await;
    assert_eq!(invitation["role"], "author", "the role of every new account");
    app.anonymous().call("acceptInvitation", join(&token)).await.ok();
    let mut again = join(&token);
    again["input"]["username"] = json!("eve");
    app.anonymous().call("acceptInvitation", again).await.refused(410, "gone");
    let (_, late) = invite(&app, &boss, json!({ "email": "late@example.org" })).await;
    app.advance(TimeDelta::days(7));
    app.anonymous().call("acceptInvitation", join(&late)).await.refused(410, "gone");
}

async fn an_invitation_that_is_revoked_or_replaced_is_gone(app: TestApp) {
    let boss = app.admin("boss").await;
    let (_, first) = invite(&app, &boss, json!({ "email": GUEST })).await;
    let (second, token) = invite(&app, &boss, json!({ "email": GUEST, "role": "member" })).await;
    app.anonymous().call("acceptInvitation", join(&first)).await.refused(410, "gone");
    boss.call("revokeInvitation", json!({ "id": second["id"] })).await.ok();
    boss.call("revokeInvitation", json!({ "id": second["id"] })).await.refused(404, "not_found");
    app.anonymous().call("acceptInvitation", join(&token)).await.refused(410, "gone");
}

async fn an_account_that_is_refused_does_not_use_the_invitation_up(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("guest").await;
    let (_, token) = invite(&app, &boss, json!({ "email": "other@example.org" })).await;
    app.anonymous().call("acceptInvitation", join(&token)).await.refused(409, "username_taken");
    let mut input = join(&token);
    input["input"]["username"] = json!("x");
    input["input"]["password"] = json!("password123");
    assert_eq!(
        app.anonymous().call("acceptInvitation", input.clone()).await.faults(),
        ["/username too_short", "/password too_weak"]
    );
    input["input"]["username"] = json!("visitor");
    input["input"]["password"] = json!(PASSWORD);
    input["input"]["role"] = json!("admin");
    assert!(app.anonymous().call("acceptInvitation", input.clone()).await.result.is_err(), "nobody chooses their role");
    input["input"].as_object_mut().unwrap().remove("role");
    assert_eq!(app.anonymous().call("acceptInvitation", input).await.ok()["role"], "author");
}

async fn who_has_an_account_is_not_invited(app: TestApp) {
    let (boss, bob) = (app.admin("boss").await, app.user("bob").await);
    let input = |email: &str| json!({ "input": { "email": email } });
    boss.call("createInvitation", input(&bob.email)).await.refused(409, "email_taken");
    assert_eq!(boss.call("createInvitation", input("no address")).await.faults(), ["/email invalid_format"]);
    let program = boss.program(&["read", "write", "moderate"]).await;
    program.call("createInvitation", input(GUEST)).await.refused(403, "insufficient_scope");
    app.run_jobs().await;
}

async fn who_has_only_registered_keeps_the_address_from_nobody_who_is_invited(app: TestApp) {
    let boss = app.admin("boss").await;
    let squatter = json!({ "input": { "username": "squatter", "email": GUEST, "password": PASSWORD } });
    app.anonymous().call("register", squatter).await.ok();
    app.run_jobs().await;
    let link = app.last_mail_to(GUEST).await.token();
    app.advance(TimeDelta::seconds(1));
    let (_, token) = invite(&app, &boss, json!({ "email": GUEST })).await;
    let me = app.anonymous().call("acceptInvitation", join(&token)).await.ok();
    assert_eq!((&me["username"], &me["email"]), (&json!("guest"), &json!(GUEST)));
    app.anonymous().call("confirmEmail", json!({ "input": { "token": link } })).await.refused(410, "gone");
}

async fn inviting_to_power_takes_a_proof(app: TestApp) {
    let boss = app.admin("boss").await;
    app.advance(TimeDelta::minutes(11));
    let input = |role: &str| json!({ "input": { "email": format!("{role}@example.org"), "role": role } });
    boss.call("createInvitation", input("editor")).await.ok();
    for role in ["moderator", "admin"] {
        boss.call("createInvitation", input(role)).await.refused(403, "reauthentication_required");
    }
    assert_eq!(app.db_count("invitations").await, 1);
    boss.call("reauthenticate", json!({ "input": { "password": PASSWORD } })).await.ok();
    boss.call("createInvitation", input("admin")).await.ok();
    app.run_jobs().await;
}

/// Who has lost the role would come back by an invitation to another address of theirs.
async fn an_invitation_to_power_stands_as_long_as_who_invited_has_it(app: TestApp) {
    let (boss, chief) = (app.admin("boss").await, app.admin("chief").await);
    let (_, power) = invite(&app, &boss, json!({ "email": GUEST, "role": "moderator" })).await;
    let (_, none) = invite(&app, &boss, json!({ "email": "other@example.org", "role": "editor" })).await;
    let set = |input: Value| json!({ "id": boss.id, "input": input });
    for (input, back) in [
        (json!({ "role": "editor" }), json!({ "role": "admin" })),
        (json!({ "suspended": true }), json!({ "suspended": false })),
    ] {
        chief.call("updateUser", set(input)).await.ok();
        app.anonymous().call("acceptInvitation", join(&power)).await.refused(410, "gone");
        chief.call("updateUser", set(back)).await.ok();
    }
    chief.call("updateUser", set(json!({ "role": "member" }))).await.ok();
    let mut other = join(&none);
    other["input"]["username"] = json!("other");
    assert_eq!(app.anonymous().call("acceptInvitation", other).await.ok()["role"], "editor");
    chief.call("updateUser", set(json!({ "role": "admin" }))).await.ok();
    assert_eq!(app.anonymous().call("acceptInvitation", join(&power)).await.ok()["role"], "moderator");
    app.run_jobs().await;
}

async fn where_registration_is_closed_nobody_is_invited(app: TestApp) {
    let boss = host(&app).await;
    let input = json!({ "input": { "email": GUEST } });
    boss.call("createInvitation", input).await.refused(403, "registration_closed");
    app.anonymous().call("acceptInvitation", join("any")).await.refused(403, "registration_closed");
}
