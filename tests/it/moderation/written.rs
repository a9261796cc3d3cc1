//! What is written down, and who reads it.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{act, act_until, person, reverse};

each_face! {
    whom_it_concerns_is_told_and_not_by_whom,
    what_moderators_did_is_listed_and_narrowed,
    it_is_in_the_audit_log,
    all_faults_are_reported_together,
    two_at_once_do_it_once,
}

async fn whom_it_concerns_is_told_and_not_by_whom(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    // Whatever stands between them.
    ada.call("blockUser", json!({ "id": mona.id })).await.ok();
    let action = act(&mona, "hide", &post).await.ok();
    app.run_jobs().await;
    let mail = app.last_mail_to(&ada.email).await;
    assert_eq!(mail.subject, "Something you wrote was taken out of sight");
    assert!(mail.text.contains(action["id"].as_str().unwrap()) && mail.text.contains("spam"), "{}", mail.text);
    let inbox = ada.call("notifications", json!({})).await.ok();
    let told = &inbox["data"][0];
    assert_eq!((&told["kind"], &told["actionId"]), (&json!("moderation"), &action["id"]));
    assert_eq!((&told["actors"], &told["actorCount"]), (&json!([]), &json!(0)));
    assert_eq!(ada.call("unreadNotificationCount", json!({})).await.ok()["count"], 1);
    let seen = ada.call("moderationAction", id_of(&action)).await.ok();
    assert_eq!((&seen["note"], &seen["moderatorId"]), (&json!("Not here."), &Value::Null));
    bob.call("moderationAction", id_of(&action)).await.refused(404, "not_found");
    reverse(&mona, &action).await.ok();
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "What moderators did is over");
    let mine = ada.call("myModerationActions", json!({})).await.ok();
    assert_eq!(mine["data"].as_array().unwrap().len(), 1);
    let mine = &mine["data"][0];
    assert_eq!(
        (&mine["endedAs"], &mine["endedBy"], &mine["endNote"]),
        (&json!("reversed"), &Value::Null, &Value::Null)
    );
    assert_eq!(bob.call("myModerationActions", json!({})).await.ok()["data"], json!([]));
    let quiet = json!([{ "kind": "moderation", "inbox": false, "mail": false, "digest": "off" }]);
    let refused = ada.call("setNotificationPreferences", json!({ "input": { "kinds": quiet } })).await;
    assert_eq!(refused.faults(), ["/kinds/0/kind not_chosen"]);
}

async fn what_moderators_did_is_listed_and_narrowed(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    let mut actions = Vec::new();
    for (kind, subject) in [("hide", &post), ("lock", &post), ("warn", &person(&ada)), ("ban", &person(&bob))] {
        // A lock is for what moderators see, hidden or not.
        actions.push(act(&mona, kind, subject).await.ok()["id"].clone());
        app.advance(TimeDelta::seconds(1));
    }
    reverse(&mona, &json!({ "id": actions[1] })).await.ok();
    let listed = async |arguments: Value| -> Vec<Value> {
        let page = mona.call("moderationActions", arguments).await.ok();
        page["data"].as_array().unwrap().iter().map(|action| action["id"].clone()).collect()
    };
    let [hide, lock, warn, ban] = [0, 1, 2, 3].map(|n| actions[n].clone());
    assert_eq!(listed(json!({})).await, [ban.clone(), warn.clone(), lock.clone(), hide.clone()]);
    assert_eq!(listed(json!({ "user": ada.id })).await, [warn.clone(), lock.clone(), hide.clone()]);
    assert_eq!(listed(json!({ "subject": post["id"] })).await, [lock.clone(), hide.clone()]);
    assert_eq!(listed(json!({ "inForce": true })).await, [ban.clone(), hide.clone()]);
    assert_eq!(listed(json!({ "inForce": false })).await, [warn, lock]);
    assert_eq!(listed(json!({ "first": 1 })).await, [ban]);
    assert_eq!(listed(json!({ "last": 1 })).await, [hide]);
    for arguments in [json!({ "user": "mona" }), json!({ "subject": "tag_01h455vb4pex5vsknk084sn02q" })] {
        mona.call("moderationActions", arguments).await.refused(400, "invalid_id");
    }
    app.run_jobs().await;
}

async fn it_is_in_the_audit_log(app: TestApp) {
    let (ada, mona, boss) = (app.user("ada").await, app.moderator("mona").await, app.admin("boss").await);
    let post = ada.published("Doubtful").await;
    let action = act(&mona, "hide", &post).await.ok();
    reverse(&mona, &action).await.ok();
    for name in ["moderation.action_taken", "moderation.action_reversed"] {
        let log = boss.call("auditLog", json!({ "action": name })).await.ok();
        let entry = &log["data"][0];
        assert_eq!((&entry["actor"], &entry["target"]), (&json!(mona.id), &post["id"]), "{name}");
        assert_eq!((&entry["details"]["action"], &entry["details"]["kind"]), (&action["id"], &json!("hide")));
    }
    app.run_jobs().await;
}

async fn all_faults_are_reported_together(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let input = json!({ "kind": "suspend", "subjectId": "post_01h455vb4pex5vsknk084sn02q", "reason": "other" });
    let refused = mona.call("createModerationAction", json!({ "input": input })).await;
    assert_eq!(refused.faults(), ["/subjectId wrong_subject", "/note required", "/until required"]);
    let past = json!("2020-01-01T00:00:00Z");
    assert_eq!(act_until(&mona, "suspend", &person(&ada), past).await.faults(), ["/until out_of_range"]);
    let far = json!((app.deps.clock.now() + TimeDelta::days(4000)).to_rfc3339());
    assert_eq!(act_until(&mona, "suspend", &person(&ada), far.clone()).await.faults(), ["/until out_of_range"]);
    assert_eq!(act_until(&mona, "warn", &person(&ada), far).await.faults().len(), 2);
    let long = json!({ "id": "action_01h455vb4pex5vsknk084sn02q", "input": { "note": "x".repeat(2001) } });
    assert_eq!(mona.call("reverseModerationAction", long).await.faults(), ["/note too_long"]);
    mona.call("reverseModerationAction", json!({ "id": "action_01h455vb4pex5vsknk084sn02q", "input": {} }))
        .await
        .refused(404, "not_found");
    assert_eq!(app.db_count("moderation_actions").await, 0);
    app.run_jobs().await;
}

async fn two_at_once_do_it_once(app: TestApp) {
    let ada = app.user("ada").await;
    let (mona, mara) = (app.moderator("mona").await, app.moderator("mara").await);
    let post = ada.published("Doubtful").await;
    let (one, other) = tokio::join!(act(&mona, "hide", &post), act(&mara, "hide", &post));
    let done: Vec<_> = [one, other].into_iter().filter(|outcome| outcome.result.is_ok()).collect();
    assert_eq!(done.len(), 1);
    let action = done.into_iter().next().unwrap().ok();
    let (one, other) = tokio::join!(reverse(&mona, &action), reverse(&mara, &action));
    assert_eq!([one, other].iter().filter(|outcome| outcome.result.is_ok()).count(), 1);
    app.anonymous().call("post", id_of(&post)).await.ok();
    app.run_jobs().await;
}
