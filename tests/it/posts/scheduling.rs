//! Posts that are published and withdrawn at a time.

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use presswork_tests::{Actor, Outcome, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    a_scheduled_post_is_published_at_its_time_and_not_before,
    a_plan_is_changed_and_the_last_one_counts,
    a_plan_is_cancelled_and_nothing_happens,
    publishing_by_hand_ends_the_plan,
    a_suspended_author_publishes_nothing_and_is_told,
    an_author_who_lost_the_role_publishes_nothing_and_is_told,
    the_right_that_counts_is_that_of_who_planned,
    a_late_job_publishes_once_and_says_so,
    a_plan_whose_job_was_called_off_is_kept_by_the_schedule,
    a_post_is_withdrawn_at_its_time,
    a_withdrawal_comes_after_the_publication,
    what_is_emptied_before_its_time_is_not_published,
    what_is_over_when_it_is_published_late_is_seen_by_nobody,
    a_deleted_post_has_no_plan,
    only_who_may_edit_a_post_sees_what_is_planned,
    a_time_that_is_past_or_far_is_refused_and_changes_nothing,
}

fn later(app: &TestApp, seconds: i64) -> DateTime<Utc> {
    (app.deps.clock.now() + TimeDelta::seconds(seconds)).trunc_subsecs(0)
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

async fn plan(who: &Actor, post: &Value, at: DateTime<Utc>) -> Outcome {
    who.call("publishPost", json!({ "id": post["id"], "input": { "publishAt": text(at) } })).await
}

async fn end(who: &Actor, post: &Value, at: DateTime<Utc>) -> Outcome {
    who.call("unpublishPost", json!({ "id": post["id"], "input": { "unpublishAt": text(at) } })).await
}

async fn status(who: &Actor, post: &Value) -> Value {
    who.call("post", id_of(post)).await.ok()["status"].clone()
}

/// Moves the clock on and runs what is due.
async fn after(app: &TestApp, seconds: i64) {
    app.advance(TimeDelta::seconds(seconds));
    app.run_jobs().await;
}

async fn a_scheduled_post_is_published_at_its_time_and_not_before(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.follows(&ada).await;
    let (draft, at) = (ada.draft("Hello").await, later(&app, 60));
    let planned = plan(&ada, &draft, at).await.ok();
    let (post, job) = (&planned["post"], &planned["job"]);
    assert_eq!((&post["status"], &post["publishAt"]), (&json!("scheduled"), &json!(text(at))));
    assert_eq!(
        (&job["kind"], &job["state"], &job["runAt"]),
        (&json!("posts.publish"), &json!("scheduled"), &json!(text(at)))
    );
    after(&app, 55).await;
    app.anonymous().call("post", id_of(&draft)).await.refused(404, "not_found");
    let waiting = ada.call("posts", json!({ "status": "scheduled" })).await.ok();
    assert_eq!(waiting["data"][0]["id"], draft["id"]);
    after(&app, 6).await;
    let read = app.anonymous().call("post", id_of(&draft)).await.ok();
    assert_eq!(read["status"], "published");
    assert!(read["publishedAt"].as_str().unwrap() >= text(at).as_str(), "{read}");
    let receipt = ada.call("job", id_of(job)).await.ok();
    assert_eq!((&receipt["state"], &receipt["result"]["published"]), (&json!("succeeded"), &json!(true)));
    assert_eq!(app.last_mail_to(&bob.email).await.subject, "ada published: Hello");
    let mine = ada.call("post", id_of(&draft)).await.ok();
    assert_eq!(
        (&mine["publishAt"], &mine["plannedFor"], &mine["planProblem"]),
        (&Value::Null, &json!(text(at)), &Value::Null)
    );
}

async fn a_plan_is_changed_and_the_last_one_counts(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let first = plan(&ada, &draft, later(&app, 60)).await.ok()["job"].clone();
    let second = plan(&ada, &draft, later(&app, 120)).await.ok()["job"].clone();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(ada.call("job", id_of(&first)).await.ok()["state"], "cancelled");
    after(&app, 61).await;
    assert_eq!(status(&ada, &draft).await, "scheduled");
    after(&app, 60).await;
    assert_eq!(status(&ada, &draft).await, "published");
}

async fn a_plan_is_cancelled_and_nothing_happens(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    ada.call("cancelSchedule", id_of(&draft)).await.refused(409, "not_scheduled");
    let job = plan(&ada, &draft, later(&app, 60)).await.ok()["job"].clone();
    let cancelled = ada.call("cancelSchedule", id_of(&draft)).await.ok();
    assert_eq!((&cancelled["status"], &cancelled["publishAt"]), (&json!("draft"), &Value::Null));
    assert_eq!(ada.call("job", id_of(&job)).await.ok()["state"], "cancelled");
    after(&app, 61).await;
    assert_eq!(status(&ada, &draft).await, "draft");
}

async fn publishing_by_hand_ends_the_plan(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    plan(&ada, &draft, later(&app, 60)).await.ok();
    let published = ada.call("publishPost", id_of(&draft)).await.ok();
    assert_eq!(
        (&published["post"]["status"], &published["job"]["kind"]),
        (&json!("published"), &json!("posts.fan_out"))
    );
    app.run_jobs().await;
    ada.call("unpublishPost", id_of(&draft)).await.ok();
    after(&app, 61).await;
    assert_eq!(status(&ada, &draft).await, "draft", "the plan is over");
}

async fn a_suspended_author_publishes_nothing_and_is_told(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let draft = ada.draft("Hello").await;
    let job = plan(&ada, &draft, later(&app, 60)).await.ok()["job"].clone();
    app.db_suspend(&ada).await;
    after(&app, 61).await;
    let post = eve.call("post", id_of(&draft)).await.ok();
    assert_eq!((&post["status"], &post["planProblem"]), (&json!("draft"), &json!("account_suspended")));
    let boss = app.admin("boss").await;
    let receipt = boss.call("job", id_of(&job)).await.ok();
    assert_eq!(receipt["result"], json!({ "published": false, "reason": "account_suspended" }));
    let letter = app.last_mail_to(&ada.email).await;
    assert_eq!(letter.subject, "Your post was not published");
    assert!(letter.text.contains("suspended"), "{}", letter.text);
}

async fn an_author_who_lost_the_role_publishes_nothing_and_is_told(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    plan(&ada, &draft, later(&app, 60)).await.ok();
    app.db_set_role(&ada, "member").await;
    after(&app, 61).await;
    let post = ada.call("post", id_of(&draft)).await.ok();
    assert_eq!((&post["status"], &post["planProblem"]), (&json!("draft"), &json!("forbidden")));
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "Your post was not published");
}

async fn the_right_that_counts_is_that_of_who_planned(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let (one, other) = (ada.draft("One").await, ada.draft("Other").await);
    plan(&eve, &one, later(&app, 60)).await.ok();
    plan(&eve, &other, later(&app, 60)).await.ok();
    // The same time by another: her own plan, with a receipt of her own.
    let again = plan(&ada, &other, later(&app, 60)).await.ok();
    assert_eq!(ada.call("job", id_of(&again["job"])).await.ok()["state"], "scheduled");
    app.db_set_role(&eve, "member").await;
    after(&app, 61).await;
    assert_eq!(status(&ada, &one).await, "draft");
    assert_eq!(status(&ada, &other).await, "published");
    assert_eq!(app.last_mail_to(&eve.email).await.subject, "Your post was not published");
}

async fn a_late_job_publishes_once_and_says_so(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let job = plan(&ada, &draft, later(&app, 60)).await.ok()["job"].clone();
    after(&app, 660).await;
    let post = ada.call("post", id_of(&draft)).await.ok();
    assert_eq!((&post["status"], &post["version"]), (&json!("published"), &json!(3)));
    let late = ada.call("job", id_of(&job)).await.ok()["result"]["lateSeconds"].as_i64().unwrap();
    assert!((599..610).contains(&late), "{late}");
    app.db_requeue(job["id"].as_str().unwrap()).await;
    app.run_jobs().await;
    let again = ada.call("post", id_of(&draft)).await.ok();
    assert_eq!((&again["version"], &again["publishedAt"]), (&json!(3), &post["publishedAt"]));
    assert_eq!(ada.call("job", id_of(&job)).await.ok()["result"]["lateSeconds"], late);
}

async fn a_plan_whose_job_was_called_off_is_kept_by_the_schedule(app: TestApp) {
    let (ada, ann) = (app.user("ada").await, app.admin("ann").await);
    let draft = ada.draft("Hello").await;
    let job = plan(&ada, &draft, later(&app, 60)).await.ok()["job"].clone();
    ann.call("cancelJob", id_of(&job)).await.ok();
    after(&app, 61).await;
    assert_eq!(status(&ada, &draft).await, "scheduled");
    let kept = ann.call("triggerSchedule", json!({ "name": "settle-plans" })).await.ok();
    app.run_jobs().await;
    assert_eq!(status(&ada, &draft).await, "published");
    assert_eq!(ann.call("job", id_of(&kept)).await.ok()["result"], json!({ "publications": 1, "withdrawals": 0 }));
}

async fn a_post_is_withdrawn_at_its_time(app: TestApp) {
    let ada = app.user("ada").await;
    let (post, at) = (ada.published("Hello").await, later(&app, 60));
    assert_eq!(end(&ada, &post, at).await.ok()["unpublishAt"], text(at));
    app.run_jobs().await;
    assert_eq!(status(&app.anonymous(), &post).await, "published");
    after(&app, 61).await;
    app.anonymous().call("post", id_of(&post)).await.refused(404, "not_found");
    let mine = ada.call("post", id_of(&post)).await.ok();
    assert_eq!((&mine["status"], &mine["unpublishAt"]), (&json!("draft"), &Value::Null));
    let stays = ada.published("Stays").await;
    end(&ada, &stays, later(&app, 60)).await.ok();
    assert_eq!(ada.call("cancelSchedule", id_of(&stays)).await.ok()["status"], "published");
    after(&app, 61).await;
    assert_eq!(status(&app.anonymous(), &stays).await, "published");
}

async fn a_withdrawal_comes_after_the_publication(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let at = later(&app, 60);
    end(&ada, &draft, at).await.refused(409, "not_published");
    plan(&ada, &draft, at).await.ok();
    assert_eq!(end(&ada, &draft, at).await.faults(), ["/unpublishAt conflicting"]);
    end(&ada, &draft, later(&app, 120)).await.ok();
    assert_eq!(plan(&ada, &draft, later(&app, 150)).await.faults(), ["/publishAt conflicting"]);
    after(&app, 61).await;
    assert_eq!(status(&ada, &draft).await, "published");
    after(&app, 60).await;
    assert_eq!(status(&ada, &draft).await, "draft");
}

async fn what_is_emptied_before_its_time_is_not_published(app: TestApp) {
    let ada = app.user("ada").await;
    // A comment in HTML leaves nothing to read, and yet an empty line.
    for emptied in ["", "<!-- to be written -->"] {
        let draft = ada.draft("Hello").await;
        let job = plan(&ada, &draft, later(&app, 60)).await.ok()["job"].clone();
        ada.call("updatePost", json!({ "id": draft["id"], "input": { "markdown": emptied } })).await.ok();
        after(&app, 61).await;
        let post = ada.call("post", id_of(&draft)).await.ok();
        assert_eq!((&post["status"], &post["planProblem"]), (&json!("draft"), &json!("empty")), "{emptied:?}");
        let receipt = ada.call("job", id_of(&job)).await.ok();
        assert_eq!(receipt["result"], json!({ "published": false, "reason": "empty" }), "{emptied:?}");
        assert_eq!(ada.call("publishPost", id_of(&draft)).await.faults(), ["/markdown required"], "{emptied:?}");
    }
}

async fn what_is_over_when_it_is_published_late_is_seen_by_nobody(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.follows(&ada).await;
    let draft = ada.draft("Hello").await;
    let job = plan(&ada, &draft, later(&app, 60)).await.ok()["job"].clone();
    end(&ada, &draft, later(&app, 120)).await.ok();
    // As after an outage.
    after(&app, 200).await;
    assert_eq!(status(&ada, &draft).await, "draft");
    // Withdrawn in the transaction that published it: when its job looked again, the withdrawal was what came last.
    let receipt = ada.call("job", id_of(&job)).await.ok();
    assert_eq!(receipt["result"], json!({ "published": false, "reason": "superseded" }));
    let told = app.mails_to(&bob.email).await;
    assert!(told.iter().all(|mail| mail.subject != "ada published: Hello"), "{told:?}");
}

async fn a_deleted_post_has_no_plan(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let job = plan(&ada, &draft, later(&app, 60)).await.ok()["job"].clone();
    ada.call("deletePost", id_of(&draft)).await.ok();
    assert_eq!(ada.call("job", id_of(&job)).await.ok()["state"], "cancelled");
    after(&app, 61).await;
    ada.call("post", id_of(&draft)).await.refused(404, "not_found");
}

async fn only_who_may_edit_a_post_sees_what_is_planned(app: TestApp) {
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.editor("eve").await);
    let (post, draft) = (ada.published("Out").await, ada.draft("Soon").await);
    app.run_jobs().await;
    end(&ada, &post, later(&app, 600)).await.ok();
    plan(&ada, &draft, later(&app, 600)).await.ok();
    bob.call("post", id_of(&draft)).await.refused(404, "not_found");
    assert_eq!(bob.call("post", id_of(&post)).await.ok()["unpublishAt"], Value::Null);
    assert!(eve.call("post", id_of(&post)).await.ok()["unpublishAt"].is_string());
    assert_eq!(bob.call("posts", json!({ "status": "scheduled" })).await.ok()["data"], json!([]));
    assert_eq!(eve.call("posts", json!({ "status": "scheduled" })).await.ok()["data"][0]["id"], draft["id"]);
    app.anonymous().call("posts", json!({ "status": "scheduled" })).await.refused(401, "authentication_required");
    bob.call("cancelSchedule", id_of(&draft)).await.refused(404, "not_found");
    bob.call("cancelSchedule", id_of(&post)).await.refused(403, "forbidden");
}

async fn a_time_that_is_past_or_far_is_refused_and_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let before = app.db_state().await;
    for seconds in [-3600, 0, 3700 * 86400] {
        assert_eq!(plan(&ada, &draft, later(&app, seconds)).await.faults(), ["/publishAt out_of_range"]);
    }
    assert_eq!(app.db_state().await, before);
}
