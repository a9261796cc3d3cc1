//! Appeals.

use chrono::TimeDelta;
use presswork_tests::{Actor, Outcome, PASSWORD, TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{act, person, reverse};

each_face! {
    who_is_right_has_it_overturned,
    what_is_upheld_stays,
    who_is_shut_out_appeals_by_the_token_of_the_mail,
    one_appeals_once_and_only_what_concerns_one,
    only_admins_decide_what_moderators_and_admins_appeal,
    appeals_begin_with_what_waits_longest,
    all_faults_of_an_appeal_are_reported_together,
}

async fn appeal(by: &Actor, action: &Value, token: Value) -> Outcome {
    let input = json!({ "actionId": action["id"], "text": "It was a quotation.", "token": token });
    by.call("createAppeal", json!({ "input": input })).await
}

async fn decide(by: &Actor, appeal: &Value, outcome: &str) -> Outcome {
    let input = json!({ "outcome": outcome, "answer": "We have looked again." });
    by.call("decideAppeal", json!({ "id": appeal["id"], "input": input })).await
}

async fn who_is_right_has_it_overturned(app: TestApp) {
    let (ada, mona, boss) = (app.user("ada").await, app.moderator("mona").await, app.admin("boss").await);
    let post = ada.published("Doubtful").await;
    let action = act(&mona, "hide", &post).await.ok();
    let mine = appeal(&ada, &action, Value::Null).await.ok();
    assert_eq!((&mine["actionId"], &mine["userId"]), (&action["id"], &json!(ada.id)));
    let seen = ada.call("moderationAction", id_of(&action)).await.ok();
    assert_eq!(seen["appealId"], mine["id"]);
    let decided = decide(&mona, &mine, "overturned").await.ok();
    assert_eq!((&decided["outcome"], &decided["decidedBy"]), (&json!("overturned"), &json!(mona.id)));
    app.anonymous().call("post", id_of(&post)).await.ok();
    let seen = ada.call("moderationAction", id_of(&action)).await.ok();
    assert_eq!((&seen["endedAs"], &seen["inForce"]), (&json!("overturned"), &json!(false)));
    let seen = ada.call("appeal", id_of(&mine)).await.ok();
    assert_eq!((&seen["answer"], &seen["decidedBy"]), (&json!("We have looked again."), &Value::Null));
    app.run_jobs().await;
    let mail = app.last_mail_to(&ada.email).await;
    assert_eq!(mail.subject, "Your appeal was decided");
    assert!(mail.text.contains("You were right") && mail.text.contains("> We have looked again."), "{}", mail.text);
    assert!(!app.mails_to(&ada.email).await.iter().any(|mail| mail.subject == "What moderators did is over"));
    let inbox = ada.call("notifications", json!({})).await.ok();
    assert!(inbox["data"].as_array().unwrap().iter().all(|told| told["actionId"] == action["id"]));
    let log = boss.call("auditLog", json!({ "action": "moderation.appeal_decided" })).await.ok();
    assert_eq!((&log["data"][0]["actor"], &log["data"][0]["target"]), (&json!(mona.id), &post["id"]));
    decide(&mona, &mine, "upheld").await.refused(409, "already_decided");
}

async fn what_is_upheld_stays(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    let action = act(&mona, "hide", &post).await.ok();
    let mine = appeal(&ada, &action, Value::Null).await.ok();
    decide(&mona, &mine, "upheld").await.ok();
    app.anonymous().call("post", id_of(&post)).await.refused(404, "not_found");
    assert_eq!(ada.call("moderationAction", id_of(&action)).await.ok()["inForce"], true);
    appeal(&ada, &action, Value::Null).await.refused(409, "already_appealed");
    app.run_jobs().await;
    assert!(app.last_mail_to(&ada.email).await.text.contains("It stays as it is."));
}

async fn who_is_shut_out_appeals_by_the_token_of_the_mail(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let action = act(&mona, "ban", &person(&ada)).await.ok();
    app.run_jobs().await;
    let mail = app.last_mail_to(&ada.email).await;
    let token = mail.token();
    let anonymous = app.anonymous();
    appeal(&anonymous, &action, Value::Null).await.refused(401, "authentication_required");
    for wrong in ["", "guessed", &token[1..]] {
        appeal(&anonymous, &action, json!(wrong)).await.refused(400, "invalid_link");
    }
    let other = json!({ "id": "action_01h455vb4pex5vsknk084sn02q" });
    appeal(&anonymous, &other, json!(token)).await.refused(400, "invalid_link");
    let mine = appeal(&anonymous, &action, json!(token)).await.ok();
    assert_eq!(mine["userId"], json!(ada.id));
    decide(&mona, &mine, "overturned").await.ok();
    let login = json!({ "input": { "login": ada.username, "password": PASSWORD } });
    anonymous.call("login", login).await.ok();
    app.run_jobs().await;
}

async fn one_appeals_once_and_only_what_concerns_one(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let boss = app.admin("boss").await;
    let action = act(&mona, "warn", &person(&ada)).await.ok();
    appeal(&bob, &action, Value::Null).await.refused(404, "not_found");
    appeal(&mona, &action, Value::Null).await.refused(403, "forbidden");
    let mine = appeal(&ada, &action, Value::Null).await.ok();
    appeal(&ada, &action, Value::Null).await.refused(409, "already_appealed");
    bob.call("appeal", id_of(&mine)).await.refused(404, "not_found");
    let over = act(&mona, "lock", &ada.published("Fine").await).await.ok();
    reverse(&mona, &over).await.ok();
    appeal(&ada, &over, Value::Null).await.refused(409, "already_ended");
    let hers = act(&boss, "warn", &person(&mona)).await.ok();
    let hers = appeal(&mona, &hers, Value::Null).await.ok();
    decide(&mona, &hers, "overturned").await.refused(409, "own_content");
    let (one, other) = tokio::join!(decide(&mona, &mine, "overturned"), decide(&boss, &mine, "upheld"));
    assert_eq!([one, other].iter().filter(|outcome| outcome.result.is_ok()).count(), 1);
    app.run_jobs().await;
}

async fn only_admins_decide_what_moderators_and_admins_appeal(app: TestApp) {
    let (mona, mara) = (app.moderator("mona").await, app.moderator("mara").await);
    let (boss, chief) = (app.admin("boss").await, app.admin("chief").await);
    for whom in [&mara, &chief] {
        let action = act(&boss, "warn", &person(whom)).await.ok();
        let theirs = appeal(whom, &action, Value::Null).await.ok();
        for outcome in ["overturned", "upheld"] {
            decide(&mona, &theirs, outcome).await.refused(403, "outranked");
        }
        decide(&boss, &theirs, "upheld").await.ok();
    }
    app.run_jobs().await;
}

async fn appeals_begin_with_what_waits_longest(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let mut appeals = Vec::new();
    for _ in 0..3 {
        let action = act(&mona, "warn", &person(&ada)).await.ok();
        appeals.push(appeal(&ada, &action, Value::Null).await.ok());
        app.advance(TimeDelta::seconds(1));
    }
    decide(&mona, &appeals[1], "upheld").await.ok();
    let listed = async |arguments: Value| -> Vec<Value> {
        let page = mona.call("appeals", arguments).await.ok();
        page["data"].as_array().unwrap().iter().map(|appeal| appeal["id"].clone()).collect()
    };
    let [first, second, third] = [0, 1, 2].map(|n| appeals[n]["id"].clone());
    assert_eq!(listed(json!({})).await, [first.clone(), second.clone(), third.clone()]);
    assert_eq!(listed(json!({ "decided": false })).await, [first.clone(), third.clone()]);
    assert_eq!(listed(json!({ "decided": true })).await, [second]);
    assert_eq!(listed(json!({ "first": 1 })).await, [first]);
    assert_eq!(listed(json!({ "last": 1 })).await, [third]);
    app.run_jobs().await;
}

async fn all_faults_of_an_appeal_are_reported_together(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let input = json!({ "actionId": "post_01h455vb4pex5vsknk084sn02q", "text": " " });
    let refused = ada.call("createAppeal", json!({ "input": input })).await;
    assert_eq!(refused.faults(), ["/actionId invalid_id", "/text required"]);
    let input = json!({ "actionId": "action_01h455vb4pex5vsknk084sn02q", "text": "x".repeat(2001) });
    assert_eq!(ada.call("createAppeal", json!({ "input": input })).await.faults(), ["/text too_long"]);
    let none = json!({ "id": "appeal_01h455vb4pex5vsknk084sn02q" });
    decide(&mona, &none, "upheld").await.refused(404, "not_found");
    ada.call("appeal", none).await.refused(404, "not_found");
    assert_eq!(app.db_count("moderation_appeals").await, 0);
    app.run_jobs().await;
}
