//! Trust levels.

use chrono::TimeDelta;
use presswork_tests::{Actor, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    trust_is_reached_and_lost_by_what_people_do,
    what_is_hidden_or_deleted_does_not_count,
    moderators_see_how_far_others_are_trusted,
}

async fn level(of: &Actor) -> Value {
    of.call("myTrust", json!({})).await.ok()["level"].clone()
}

/// What is missing, as level and kind.
fn missing(trust: &Value) -> Vec<String> {
    let all = trust["requirements"].as_array().unwrap().iter();
    all.filter(|it| it["met"] == false).map(|it| format!("{} {}", it["level"], it["kind"].as_str().unwrap())).collect()
}

async fn trust_is_reached_and_lost_by_what_people_do(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let trust = ada.call("myTrust", json!({})).await.ok();
    assert_eq!((&trust["level"], &trust["userId"]), (&json!(0), &json!(ada.id)));
    assert_eq!(
        missing(&trust),
        ["1 account_age", "1 contributions", "2 account_age", "2 contributions", "2 reactions_received"]
    );
    let age = &trust["requirements"][0];
    assert_eq!((&age["required"], &age["actual"], &age["met"]), (&json!(1), &json!(0), &json!(false)));
    let post = ada.published("Hello").await;
    for n in 0..19 {
        let comment = ada.comment(&post, &format!("More {n}")).await;
        if n < 10 {
            bob.call("reactToComment", json!({ "id": comment["id"], "kind": "like" })).await.ok();
        }
        ada.call("reactToComment", json!({ "id": comment["id"], "kind": "like" })).await.ok();
    }
    assert_eq!(level(&ada).await, 0, "the account is new");
    app.run_jobs().await;
    app.advance(TimeDelta::days(1) + TimeDelta::minutes(1));
    let ada = ada.again().await;
    assert_eq!(level(&ada).await, 1);
    app.advance(TimeDelta::days(29));
    let (ada, mona) = (ada.again().await, mona.again().await);
    let trust = ada.call("myTrust", json!({})).await.ok();
    assert_eq!((&trust["level"], missing(&trust).len()), (&json!(2), 0), "{trust}");
    let input = json!({ "kind": "warn", "subjectId": ada.id, "reason": "spam" });
    let action = mona.call("createModerationAction", json!({ "input": input })).await.ok();
    let trust = ada.call("myTrust", json!({})).await.ok();
    assert_eq!(
        (&trust["level"], missing(&trust)),
        (&json!(0), vec!["1 without_action".into(), "2 without_action".into()])
    );
    mona.call("reverseModerationAction", json!({ "id": action["id"], "input": {} })).await.ok();
    assert_eq!(level(&ada).await, 2, "what is taken back does not count");
    app.run_jobs().await;
}

async fn what_is_hidden_or_deleted_does_not_count(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let (one, other) = (ada.comment(&post, "One.").await, ada.comment(&post, "Other.").await);
    ada.draft("Begun").await;
    let count = async || ada.call("myTrust", json!({})).await.ok()["requirements"][1]["actual"].clone();
    assert_eq!(count().await, 3);
    let input = json!({ "kind": "hide", "subjectId": one["id"], "reason": "spam" });
    mona.call("createModerationAction", json!({ "input": input })).await.ok();
    assert_eq!(count().await, 2);
    ada.call("deleteComment", json!({ "id": other["id"] })).await.ok();
    assert_eq!(count().await, 1);
    app.run_jobs().await;
}

async fn moderators_see_how_far_others_are_trusted(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let own = ada.call("myTrust", json!({})).await.ok();
    assert_eq!(mona.call("userTrust", json!({ "id": "@ada" })).await.ok(), own);
    assert_eq!(mona.call("userTrust", json!({ "id": ada.id })).await.ok(), own);
    bob.call("userTrust", json!({ "id": "@ada" })).await.refused(403, "forbidden");
    mona.call("userTrust", json!({ "id": "@nobody" })).await.refused(404, "not_found");
    mona.call("userTrust", json!({ "id": "ada" })).await.refused(400, "invalid_id");
    app.anonymous().call("myTrust", json!({})).await.refused(401, "authentication_required");
    app.run_jobs().await;
}
