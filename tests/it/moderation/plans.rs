//! Withdrawals that fall due while moderators hold a post out of sight.

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use presswork_tests::{Actor, TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{act, act_until, reverse};

each_face! {
    what_falls_due_while_a_post_is_hidden_is_kept_when_it_comes_back,
    what_comes_back_before_its_time_is_withdrawn_then,
    a_hold_that_ends_by_itself_brings_back_nothing_whose_time_is_over,
    what_nobody_may_withdraw_any_more_comes_back,
}

fn later(app: &TestApp, seconds: i64) -> DateTime<Utc> {
    (app.deps.clock.now() + TimeDelta::seconds(seconds)).trunc_subsecs(0)
}

/// A published post of this person that is to be withdrawn in a minute; with the time, and the job that is to do it.
async fn for_a_minute(app: &TestApp, author: &Actor, boss: &Actor) -> (Value, Value, Value) {
    let post = author.published("Doubtful").await;
    let at = json!(later(app, 60).to_rfc3339_opts(SecondsFormat::Micros, true));
    author.call("unpublishPost", json!({ "id": post["id"], "input": { "unpublishAt": at } })).await.ok();
    let job = boss.call("jobs", json!({ "kind": "posts.unpublish" })).await.ok()["data"][0].clone();
    (post, at, job)
}

/// Moves the clock on and runs what is due.
async fn after(app: &TestApp, seconds: i64) {
    app.advance(TimeDelta::seconds(seconds));
    app.run_jobs().await;
}

/// What was told of a post.
async fn told(boss: &Actor, post: &Value) -> Vec<String> {
    let events = boss.call("events", json!({ "first": 100 })).await.ok();
    let of_post = events["data"].as_array().unwrap().iter().filter(|event| event["data"]["postId"] == post["id"]);
    of_post.map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

async fn what_falls_due_while_a_post_is_hidden_is_kept_when_it_comes_back(app: TestApp) {
    let (ada, mona, boss) = (app.user("ada").await, app.moderator("mona").await, app.admin("boss").await);
    let (post, at, job) = for_a_minute(&app, &ada, &boss).await;
    let action = act(&mona, "hide", &post).await.ok();
    after(&app, 61).await;
    let receipt = boss.call("job", id_of(&job)).await.ok();
    assert_eq!((&receipt["state"], &receipt["attempt"]), (&json!("succeeded"), &json!(1)));
    assert_eq!(receipt["result"], json!({ "withdrawn": false, "reason": "hidden_by_moderators" }));
    let waiting = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&waiting["status"], &waiting["unpublishAt"]), (&json!("hidden"), &at));
    reverse(&mona, &action).await.ok();
    let seen = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&seen["status"], &seen["hiddenAt"]), (&json!("draft"), &Value::Null));
    assert_eq!((&seen["plannedFor"], &seen["planProblem"], &seen["unpublishAt"]), (&at, &Value::Null, &Value::Null));
    app.run_jobs().await;
    let nobody = app.anonymous();
    nobody.call("post", id_of(&post)).await.refused(404, "not_found");
    assert_eq!(nobody.call("search", json!({ "q": "Doubtful" })).await.ok()["data"], json!([]));
    assert_eq!(told(&boss, &post).await, ["post.published", "post.unpublished"], "what was hidden, and nothing since");
    ada.call("publishPost", id_of(&post)).await.ok();
    assert_eq!(nobody.call("search", json!({ "q": "Doubtful" })).await.ok()["data"].as_array().unwrap().len(), 1);
    app.run_jobs().await;
}

async fn what_comes_back_before_its_time_is_withdrawn_then(app: TestApp) {
    let (ada, mona, boss) = (app.user("ada").await, app.moderator("mona").await, app.admin("boss").await);
    let (post, _, job) = for_a_minute(&app, &ada, &boss).await;
    let action = act(&mona, "hide", &post).await.ok();
    after(&app, 30).await;
    reverse(&mona, &action).await.ok();
    assert_eq!(app.anonymous().call("post", id_of(&post)).await.ok()["status"], "published");
    after(&app, 31).await;
    app.anonymous().call("post", id_of(&post)).await.refused(404, "not_found");
    assert_eq!(boss.call("job", id_of(&job)).await.ok()["result"]["withdrawn"], true);
    let all = ["post.published", "post.unpublished", "post.published", "post.unpublished"];
    assert_eq!(told(&boss, &post).await, all);
}

async fn a_hold_that_ends_by_itself_brings_back_nothing_whose_time_is_over(app: TestApp) {
    let (ada, mona, boss) = (app.user("ada").await, app.moderator("mona").await, app.admin("boss").await);
    let (post, at, _) = for_a_minute(&app, &ada, &boss).await;
    act_until(&mona, "hide", &post, json!(later(&app, 90).to_rfc3339())).await.ok();
    after(&app, 61).await;
    after(&app, 30).await;
    let seen = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&seen["status"], &seen["plannedFor"]), (&json!("draft"), &at));
    app.anonymous().call("post", id_of(&post)).await.refused(404, "not_found");
    assert_eq!(told(&boss, &post).await, ["post.published", "post.unpublished"]);
}

async fn what_nobody_may_withdraw_any_more_comes_back(app: TestApp) {
    let (ada, mona, boss) = (app.user("ada").await, app.moderator("mona").await, app.admin("boss").await);
    let (post, ..) = for_a_minute(&app, &ada, &boss).await;
    let action = act(&mona, "hide", &post).await.ok();
    after(&app, 61).await;
    app.db_set_role(&ada, "member").await;
    reverse(&mona, &action).await.ok();
    assert_eq!(app.anonymous().call("post", id_of(&post)).await.ok()["status"], "published");
    let mine = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&mine["planProblem"], &mine["unpublishAt"]), (&json!("forbidden"), &Value::Null));
    app.run_jobs().await;
    let mails = app.mails_to(&ada.email).await;
    assert!(mails.iter().any(|mail| mail.subject == "Your post was not withdrawn"));
    assert_eq!(told(&boss, &post).await, ["post.published", "post.unpublished", "post.published"]);
}
