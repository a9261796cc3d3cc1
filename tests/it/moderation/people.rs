//! People: warned, suspended, banned.

use chrono::TimeDelta;
use presswork_tests::{Actor, Outcome, PASSWORD, TestApp, each_face, id_of};
use serde_json::json;

use super::{act, act_until, person, reverse};

each_face! {
    who_is_suspended_is_out_until_the_time,
    a_suspension_ends_although_its_job_is_gone,
    who_is_banned_is_out_for_good_or_until_it_is_taken_back,
    a_ban_takes_the_place_of_a_suspension,
    nobody_acts_against_themselves_or_above_their_rank,
    only_admins_take_back_what_concerns_moderators_and_admins,
    what_an_admin_decided_and_what_moderators_did_are_kept_apart,
    a_warning_holds_nothing,
}

async fn log_in(app: &TestApp, who: &Actor) -> Outcome {
    let input = json!({ "login": who.username, "password": PASSWORD });
    app.anonymous().call("login", json!({ "input": input })).await
}

async fn who_is_suspended_is_out_until_the_time(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let program = ada.program(&["write"]).await;
    let until = json!((app.deps.clock.now() + TimeDelta::days(3)).to_rfc3339());
    act_until(&mona, "suspend", &person(&ada), until).await.ok();
    ada.call("me", json!({})).await.refused(401, "session_revoked");
    program.call("me", json!({})).await.refused(401, "account_suspended");
    log_in(&app, &ada).await.refused(403, "account_suspended");
    app.run_jobs().await;
    let mail = app.last_mail_to(&ada.email).await;
    assert_eq!(mail.subject, "Your account is suspended");
    assert!(mail.text.contains("until 20") && mail.text.contains("> Not here."), "{}", mail.text);
    assert!(!mail.text.contains("mona"), "moderators speak for the place");
    app.advance(TimeDelta::days(3) - TimeDelta::minutes(1));
    app.run_jobs().await;
    log_in(&app, &ada).await.refused(403, "account_suspended");
    app.advance(TimeDelta::minutes(2));
    app.run_jobs().await;
    log_in(&app, &ada).await.ok();
    program.call("me", json!({})).await.ok();
    app.run_jobs().await;
}

async fn a_suspension_ends_although_its_job_is_gone(app: TestApp) {
    let (ada, mona, boss) = (app.user("ada").await, app.moderator("mona").await, app.admin("boss").await);
    let until = json!((app.deps.clock.now() + TimeDelta::seconds(70)).to_rfc3339());
    let action = act_until(&mona, "suspend", &person(&ada), until).await.ok();
    let expiry = mona.call("jobs", json!({ "kind": "moderation.expire" })).await.ok()["data"][0].clone();
    mona.call("cancelJob", id_of(&expiry)).await.refused(403, "forbidden");
    mona.call("cancelJobs", json!({ "input": { "kind": "moderation.expire" } })).await.ok();
    app.run_jobs().await;
    assert_eq!(boss.call("job", id_of(&expiry)).await.ok()["state"], "scheduled");
    boss.call("cancelJob", id_of(&expiry)).await.ok();
    app.advance(TimeDelta::seconds(71));
    app.run_jobs().await;
    log_in(&app, &ada).await.refused(403, "account_suspended");
    for expired in [1, 0] {
        let settled = boss.call("triggerSchedule", json!({ "name": "settle-moderation" })).await.ok();
        app.run_jobs().await;
        assert_eq!(boss.call("job", id_of(&settled)).await.ok()["result"], json!({ "expired": expired }));
    }
    log_in(&app, &ada).await.ok();
    assert_eq!(mona.call("moderationAction", id_of(&action)).await.ok()["endedAs"], "expired");
    let entries = boss.call("auditLog", json!({ "action": "moderation.action_expired" })).await.ok();
    assert_eq!(entries["data"].as_array().unwrap().len(), 1, "{entries}");
    app.run_jobs().await;
}

async fn who_is_banned_is_out_for_good_or_until_it_is_taken_back(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let program = ada.program(&["write"]).await;
    let action = act(&mona, "ban", &person(&ada)).await.ok();
    log_in(&app, &ada).await.refused(403, "account_banned");
    program.call("me", json!({})).await.refused(401, "account_banned");
    act(&mona, "ban", &person(&ada)).await.ok();
    reverse(&mona, &action).await.refused(409, "already_ended");
    let actions = mona.call("moderationActions", json!({ "user": ada.id, "inForce": true })).await.ok();
    assert_eq!(actions["data"].as_array().unwrap().len(), 1);
    reverse(&mona, &actions["data"][0]).await.ok();
    log_in(&app, &ada).await.ok();
    app.run_jobs().await;
}

async fn a_ban_takes_the_place_of_a_suspension(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let until = json!((app.deps.clock.now() + TimeDelta::hours(1)).to_rfc3339());
    let first = act_until(&mona, "suspend", &person(&ada), until).await.ok();
    act(&mona, "ban", &person(&ada)).await.ok();
    let seen = mona.call("moderationAction", json!({ "id": first["id"] })).await.ok();
    assert_eq!(seen["endedAs"], "replaced");
    app.advance(TimeDelta::hours(2));
    app.run_jobs().await;
    log_in(&app, &ada).await.refused(403, "account_banned");
}

async fn nobody_acts_against_themselves_or_above_their_rank(app: TestApp) {
    let (mona, mara) = (app.moderator("mona").await, app.moderator("mara").await);
    let (boss, chief) = (app.admin("boss").await, app.admin("chief").await);
    for other in [&mara, &boss] {
        act(&mona, "ban", &person(other)).await.refused(403, "outranked");
        act(&mona, "hide", &other.published("Theirs").await).await.refused(403, "outranked");
    }
    act(&mona, "warn", &person(&mona)).await.refused(409, "own_content");
    act(&mona, "hide", &mona.published("Mine").await).await.refused(409, "own_content");
    act(&boss, "warn", &person(&mara)).await.ok();
    act(&boss, "ban", &person(&chief)).await.ok();
    let action = act(&boss, "warn", &person(&mona)).await.ok();
    reverse(&mona, &action).await.refused(409, "own_content");
    for nothing in ["post", "comment", "user"] {
        let id = json!({ "id": format!("{nothing}_01h455vb4pex5vsknk084sn02q") });
        act(&mona, if nothing == "user" { "ban" } else { "hide" }, &id).await.refused(404, "not_found");
    }
    app.run_jobs().await;
}

async fn only_admins_take_back_what_concerns_moderators_and_admins(app: TestApp) {
    let (mona, mara) = (app.moderator("mona").await, app.moderator("mara").await);
    let (boss, chief) = (app.admin("boss").await, app.admin("chief").await);
    let post = mara.published("Theirs").await;
    let ban = act(&boss, "ban", &person(&chief)).await.ok();
    let warning = act(&boss, "warn", &person(&mara)).await.ok();
    let hidden = act(&boss, "hide", &post).await.ok();
    for action in [&ban, &warning, &hidden] {
        reverse(&mona, action).await.refused(403, "outranked");
    }
    log_in(&app, &chief).await.refused(403, "account_banned");
    for action in [&ban, &warning, &hidden] {
        reverse(&boss, action).await.ok();
    }
    log_in(&app, &chief).await.ok();
    let until = json!((app.deps.clock.now() + TimeDelta::hours(1)).to_rfc3339());
    act(&boss, "ban", &person(&mara)).await.ok();
    act_until(&mona, "suspend", &person(&mara), until).await.refused(403, "outranked");
    log_in(&app, &mara).await.refused(403, "account_banned");
    app.run_jobs().await;
}

async fn what_an_admin_decided_and_what_moderators_did_are_kept_apart(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mona, boss) = (app.moderator("mona").await, app.admin("boss").await);
    let set = |who: &Actor, suspended: bool| json!({ "id": who.id, "input": { "suspended": suspended } });
    boss.call("updateUser", set(&ada, true)).await.ok();
    act(&mona, "ban", &person(&ada)).await.refused(409, "already_suspended");
    assert_eq!(app.db_count("moderation_actions").await, 0, "nothing half done");
    act(&mona, "ban", &person(&bob)).await.ok();
    boss.call("updateUser", set(&bob, false)).await.refused(409, "held_by_moderators");
    boss.call("updateUser", set(&bob, true)).await.ok();
    let cem = app.user("cem").await;
    let until = json!((app.deps.clock.now() + TimeDelta::hours(1)).to_rfc3339());
    act_until(&mona, "suspend", &person(&cem), until).await.ok();
    // It would be over in an hour, whatever the admin meant.
    boss.call("updateUser", set(&cem, true)).await.refused(409, "held_by_moderators");
    log_in(&app, &bob).await.refused(403, "account_banned");
    boss.call("updateUser", set(&ada, false)).await.ok();
    log_in(&app, &ada).await.ok();
    app.run_jobs().await;
}

async fn a_warning_holds_nothing(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let warning = act(&mona, "warn", &person(&ada)).await.ok();
    assert_eq!(warning["inForce"], false);
    act(&mona, "warn", &person(&ada)).await.ok();
    ada.draft("Still here").await;
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "A warning");
    let taken_back = reverse(&mona, &warning).await.ok();
    assert_eq!((&taken_back["endedAs"], &taken_back["endNote"]), (&json!("reversed"), &json!("Thought better of it.")));
    app.run_jobs().await;
}
