//! The end of an account.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use presswork_tests::{Actor, PASSWORD, TestApp, each_face, each_profile, id_of};
use serde_json::{Value, json};

each_face! {
    who_deletes_their_account_is_out_at_once_everywhere,
    a_login_within_the_grace_keeps_the_account,
    after_the_grace_nothing_personal_is_left,
    a_deletion_takes_a_recent_proof_and_a_session,
    the_last_admin_stays,
}

each_profile! {
    an_erasure_that_is_interrupted_goes_on,
    nobody_keeps_an_erasure_from_being_done_by_what_an_account_would_be_called,
    who_comes_back_and_goes_again_is_erased_at_the_later_time,
}

/// Tables that may still know the id of who was erased, and why.
const REMEMBER: [&str; 8] = [
    "users",     // an account that tells nothing
    "posts",     // what was published stays
    "comments",  // and what was said
    "audit_log", // who did what, by id
    "events",    // and what happened, for `webhooks.kept`
    "jobs",      // the receipt; finished jobs go by `jobs.retention`
    "job_steps",
    "search_entries", // whose words are found, by id
];

fn login() -> Value {
    json!({ "input": { "login": "zephyrine", "password": PASSWORD } })
}

async fn who_deletes_their_account_is_out_at_once_everywhere(app: TestApp) {
    let who = app.user("zephyrine").await;
    let program = who.program(&["read"]).await;
    let mut stream = who.follow("feed").await;
    stream.expect("ready").await;
    let answer = who.call("deleteMe", json!({})).await.ok();
    assert_eq!(answer["job"]["kind"], "accounts.erase");
    assert_eq!(answer["job"]["state"], "scheduled");
    assert_eq!(answer["job"]["runAt"], answer["eraseAt"]);
    who.call("me", json!({})).await.refused(401, "session_revoked");
    program.call("me", json!({})).await.refused(401, "invalid_token");
    stream.ended("session_revoked").await;
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&who.email).await.subject, "Your account will be deleted");
    let boss = app.admin("boss").await;
    let log = boss.call("auditLog", json!({ "action": "account.deletion_requested" })).await.ok();
    assert_eq!(log["data"][0]["actor"], json!(who.id));
}

async fn a_login_within_the_grace_keeps_the_account(app: TestApp) {
    let who = app.user("zephyrine").await;
    who.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(13));
    let back = who.with_tokens(&app.anonymous().call("login", login()).await.ok());
    app.advance(TimeDelta::days(2));
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&who.email).await.subject, "Your account stays");
    let me = back.with_tokens(&app.anonymous().call("login", login()).await.ok()).call("me", json!({})).await.ok();
    assert_eq!(me["username"], "zephyrine");
    let result = &app.db_rows("SELECT result FROM jobs WHERE kind = 'accounts.erase'", vec![]).await[0];
    assert!(result.to_string().contains("false"), "{result}");
}

/// Does a little of everything that an account can do.
async fn lived(app: &TestApp, who: &Actor, bob: &Actor) {
    who.call("updateMe", json!({ "input": { "displayName": "Zephyrine Quill", "bio": "collects barometers" } }))
        .await
        .ok();
    let post = who.published("Weather for everyone").await;
    who.draft("Unfinished thoughts").await;
    let bobs = bob.published("Of bob").await;
    let said = who.comment(&bobs, "First zephyr wording").await;
    let mut edit = id_of(&said);
    edit["input"] = json!({ "markdown": "Second wording" });
    who.call("updateComment", edit).await.ok();
    let taken_back = who.comment(&bobs, "Regretted zephyr words").await;
    who.call("deleteComment", id_of(&taken_back)).await.ok();
    let named = bob.comment(&post, "Well said, @zephyrine").await;
    let react = |on: &Value| json!({ "id": on["id"], "kind": "like" });
    who.call("reactToPost", react(&bobs)).await.ok();
    who.call("reactToComment", react(&named)).await.ok();
    bob.call("reactToPost", react(&bobs)).await.ok();
    who.call("addBookmark", json!({ "post": bobs["id"] })).await.ok();
    bob.follows(who).await;
    who.follows(bob).await;
    who.call("followTag", json!({ "slug": "rust" })).await.ok();
    who.program(&["read"]).await;
    who.call("startTwoFactor", json!({})).await.ok();
    who.call("changeEmail", json!({ "input": { "email": "zephyrine.elsewhere@example.org" } })).await.ok();
    who.call("subscribe", json!({ "input": {} })).await.ok();
    let kept = json!({ "title": "Kept zephyr answer" });
    for writer in [who, &who.program(&["read", "write"]).await] {
        writer.request("POST", "/v1/posts").header("idempotency-key", "k").json(&kept).send().await.expect(201);
    }
    app.run_jobs().await;
}

async fn after_the_grace_nothing_personal_is_left(app: TestApp) {
    let (who, bob) = (app.user("zephyrine").await, app.user("bob").await);
    lived(&app, &who, &bob).await;
    who.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(14));
    app.run_jobs().await;
    assert!(was_told(&app, &who).await);
    let job = &app.db_rows("SELECT result FROM jobs WHERE kind = 'accounts.erase'", vec![]).await[0].to_string();
    for part in [
        "erased",
        "told",
        "sessions",
        "accessTokens",
        "secondFactors",
        "revisions",
        "drafts",
        "bookmarks",
        "reactions",
        "follows",
        "followedTags",
        "blocks",
        "notifications",
        "subscriptions",
        "suppressions",
    ] {
        assert!(job.contains(part), "{part} is not in the receipt {job}");
    }
    // Letters that went out are in the ledger until `jobs.retention` is over.
    app.db_run("DELETE FROM jobs WHERE kind = 'mail.send'", vec![]).await;
    let rows = app.db_dump().await;
    let personal = ["zephyr", "Zephyr", "barometers", "Unfinished"];
    // What others wrote stays theirs, and is found.
    let others = ["Well said, @zephyrine", "'said':4 'well':3 'zephyrine':5"];
    let own = rows.iter().filter(|row| !others.iter().any(|text| row.contains(text)));
    let left: Vec<_> = own.filter(|row| personal.iter().any(|word| row.contains(word))).collect();
    assert!(left.is_empty(), "{left:#?}");
    assert_eq!(remembering(&rows, &who).difference(&REMEMBER.into()).collect::<Vec<_>>(), [&""; 0]);
    let again = json!({ "input": { "login": "bob", "password": PASSWORD } });
    let bob = bob.with_tokens(&app.anonymous().call("login", again).await.ok());
    what_others_see(&app, &who, &bob).await;
}

async fn was_told(app: &TestApp, who: &Actor) -> bool {
    app.mails_to(&who.email).await.iter().any(|mail| mail.subject == "Your account was deleted")
}

/// The tables whose rows name this account, as the engine writes ids down or as clients see them.
fn remembering<'a>(rows: &'a [String], who: &Actor) -> BTreeSet<&'a str> {
    let id = presswork_domain::ids::parse::<presswork_domain::ids::UserKind>(&who.id).unwrap();
    let bare = id.uuid().simple().to_string();
    let names = |row: &&String| {
        let row = row.replace('-', "").to_lowercase();
        row.contains(&bare) || row.contains(&who.id)
    };
    rows.iter().filter(names).map(|row| row.split(' ').next().unwrap()).collect()
}

async fn what_others_see(app: &TestApp, who: &Actor, bob: &Actor) {
    app.anonymous().call("login", login()).await.refused(401, "invalid_credentials");
    app.anonymous().call("user", json!({ "id": "@zephyrine" })).await.refused(404, "not_found");
    let posts = bob.call("posts", json!({})).await.ok();
    let theirs: Vec<_> =
        posts["data"].as_array().unwrap().iter().filter(|post| post["title"] == "Weather for everyone").collect();
    assert_eq!(theirs[0]["author"]["displayName"], "Deleted account");
    assert_eq!(theirs[0]["author"]["id"], json!(who.id));
    let users = app.anonymous().call("users", json!({})).await.ok();
    assert!(users["data"].as_array().unwrap().iter().all(|user| user["id"] != json!(who.id)), "{users}");
    let bobs = posts["data"].as_array().unwrap().iter().find(|post| post["title"] == "Of bob").unwrap().clone();
    assert_eq!(bobs["reactions"], json!([{ "kind": "like", "count": 1, "reacted": true }]));
    let comments = bob.call("comments", json!({ "post": bobs["id"] })).await.ok();
    assert!(comments.to_string().contains("Second wording"), "what was said stays: {comments}");
    // The name and the address are free again.
    app.user("zephyrine").await;
}

async fn a_deletion_takes_a_recent_proof_and_a_session(app: TestApp) {
    let who = app.user("zephyrine").await;
    let program = who.program(&["read", "write"]).await;
    program.call("deleteMe", json!({})).await.refused(403, "session_required");
    app.advance(TimeDelta::minutes(11));
    who.call("deleteMe", json!({})).await.refused(403, "reauthentication_required");
    who.call("me", json!({})).await.ok();
    app.run_jobs().await;
}

async fn the_last_admin_stays(app: TestApp) {
    let (boss, other) = (app.admin("boss").await, app.user("other").await);
    boss.call("deleteMe", json!({})).await.refused(409, "last_admin");
    app.db_set_role(&other, "admin").await;
    boss.call("deleteMe", json!({})).await.ok();
    other.call("deleteMe", json!({})).await.refused(409, "last_admin");
    app.run_jobs().await;
}

/// The first step is done, the owner is not told yet, and the worker dies.
async fn an_erasure_that_is_interrupted_goes_on(app: TestApp) {
    let who = app.user("zephyrine").await;
    let receipt = who.call("deleteMe", json!({})).await.ok()["job"]["id"].as_str().unwrap().to_owned();
    app.run_jobs().await;
    let mailbox = app.mailbox();
    let away = mailbox.with_extension("away");
    std::fs::rename(&mailbox, &away).unwrap();
    std::fs::write(&mailbox, "no folder").unwrap();
    app.advance(TimeDelta::days(14));
    app.run_jobs().await;
    let half = app.db_rows("SELECT email, erased_at FROM users", vec![]).await;
    assert!(half[0]["email"] == json!(who.email) && !half[0]["erased_at"].is_null(), "{half:?}");
    app.anonymous().call("login", login()).await.refused(401, "invalid_credentials");
    std::fs::remove_file(&mailbox).unwrap();
    std::fs::rename(&away, &mailbox).unwrap();
    app.advance(TimeDelta::days(1));
    app.run_jobs().await;
    assert!(was_told(&app, &who).await);
    let state = app.db_rows("SELECT state FROM jobs WHERE kind = 'accounts.erase'", vec![]).await;
    assert_eq!(state[0]["state"], "succeeded", "{receipt}");
    let whole = app.db_rows("SELECT email FROM users", vec![]).await;
    assert!(whole[0]["email"].as_str().unwrap().ends_with("@erased.invalid"), "{whole:?}");
}

/// The id of an account is public. Were the handle or the address of what is left of it made of that, somebody else could have them first.
async fn nobody_keeps_an_erasure_from_being_done_by_what_an_account_would_be_called(app: TestApp) {
    let who = app.user("zephyrine").await;
    let id = presswork_domain::ids::parse::<presswork_domain::ids::UserKind>(&who.id).unwrap();
    let bare = id.uuid().simple().to_string();
    let (handle, address) = (format!("deleted-{}", &bare[12..]), format!("{bare}@erased.invalid"));
    let input = |username: &str| json!({ "input": { "username": username, "email": address, "password": PASSWORD } });
    let refused = app.anonymous().call("register", input(&handle)).await.refused(422, "validation_failed");
    assert_eq!(refused["errors"][0]["code"], "reserved", "{refused}");
    app.anonymous().call("register", input("squatter")).await.ok();
    // Who had it before it was reserved.
    app.db_run("UPDATE users SET username = ? WHERE username = 'squatter'", vec![handle.into()]).await;
    who.call("deleteMe", json!({})).await.ok();
    app.run_jobs().await;
    app.advance(TimeDelta::days(14));
    app.run_jobs().await;
    let gone = app.db_rows("SELECT username, email FROM users WHERE erased_at IS NOT NULL", vec![]).await;
    assert_eq!(gone.len(), 1, "{gone:?}");
    let (name, mail) = (gone[0]["username"].as_str().unwrap(), gone[0]["email"].as_str().unwrap());
    assert!(name.starts_with("deleted-") && mail.ends_with("@erased.invalid"), "{gone:?}");
    let (time, rest) = bare.split_at(12);
    assert!([time, rest].iter().all(|part| !name.contains(part) && !mail.contains(part)), "{gone:?}");
    let change = json!({ "id": who.id, "input": { "role": "editor" } });
    app.admin("boss").await.call("updateUser", change).await.refused(404, "not_found");
    app.run_jobs().await;
}

async fn who_comes_back_and_goes_again_is_erased_at_the_later_time(app: TestApp) {
    let who = app.user("zephyrine").await;
    who.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(7));
    let back = who.with_tokens(&app.anonymous().call("login", login()).await.ok());
    back.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(8));
    app.run_jobs().await;
    let kept = app.db_rows("SELECT erased_at FROM users", vec![]).await;
    assert!(kept[0]["erased_at"].is_null(), "the first time is over, and counts no more");
    app.advance(TimeDelta::days(6));
    app.run_jobs().await;
    let gone = app.db_rows("SELECT erased_at FROM users", vec![]).await;
    assert!(!gone[0]["erased_at"].is_null());
}
