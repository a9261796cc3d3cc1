//! Reactions.

use presswork_tests::{Actor, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    a_reaction_counts_once_however_often_it_is_sent,
    reactions_are_counted_for_everyone_and_marked_for_oneself,
    what_is_no_reaction_is_refused,
    with AT_ONCE => a_thousand_toggles_at_once_end_in_the_right_number,
}

/// Many wait for each other, and longer than somebody would.
const AT_ONCE: [(&str, &str); 2] =
    [("PRESSWORK__DATABASE__ACQUIRE_TIMEOUT", "1m"), ("PRESSWORK__HTTP__REQUEST_TIMEOUT", "2m")];

async fn react(actor: &Actor, post: &Value, kind: &str) -> Value {
    actor.call("reactToPost", json!({ "id": post["id"], "kind": kind })).await.ok()
}

async fn a_reaction_counts_once_however_often_it_is_sent(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    let comment = ada.comment(&post, "x").await;
    app.run_jobs().await;
    for _ in 0..2 {
        let liked = json!([{ "kind": "like", "count": 1, "reacted": true }]);
        assert_eq!(react(&ada, &post, "like").await["reactions"], liked);
        let arguments = json!({ "id": comment["id"], "kind": "like" });
        assert_eq!(ada.call("reactToComment", arguments).await.ok()["reactions"], liked);
    }
    for _ in 0..2 {
        let arguments = json!({ "id": post["id"], "kind": "like" });
        assert_eq!(ada.call("unreactToPost", arguments).await.ok()["reactions"], json!([]));
        let arguments = json!({ "id": comment["id"], "kind": "like" });
        assert_eq!(ada.call("unreactToComment", arguments).await.ok()["reactions"], json!([]));
    }
}

async fn reactions_are_counted_for_everyone_and_marked_for_oneself(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    react(&ada, &post, "like").await;
    react(&ada, &post, "love").await;
    react(&bob, &post, "love").await;
    let seen_by = async |reader: &Actor| {
        let found = reader.call("post", json!({ "id": post["id"] })).await.ok();
        let counts = found["reactions"].as_array().unwrap().clone();
        counts.iter().map(|it| format!("{} {} {}", it["kind"], it["count"], it["reacted"])).collect::<Vec<_>>()
    };
    assert_eq!(seen_by(&bob).await, ["\"love\" 2 true", "\"like\" 1 false"]);
    assert_eq!(seen_by(&app.anonymous()).await, ["\"love\" 2 false", "\"like\" 1 false"]);
    app.run_jobs().await;
}

async fn what_is_no_reaction_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let (post, draft) = (ada.published("Hello").await, ada.draft("Draft").await);
    app.run_jobs().await;
    for (operation, id, kind, status, code) in [
        ("reactToPost", &post["id"], "hate", 400, "unknown_reaction"),
        ("reactToPost", &draft["id"], "like", 409, "not_published"),
        ("reactToComment", &post["id"], "like", 400, "invalid_id"),
    ] {
        ada.call(operation, json!({ "id": id, "kind": kind })).await.refused(status, code);
    }
}

/// Two who only ever say yes, two who change their minds again and again, all at once; then everybody has a last word.
async fn a_thousand_toggles_at_once_end_in_the_right_number(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let people = [app.user("bob").await, app.user("eve").await, app.user("joe").await, app.user("kim").await];
    let toggles = (0..250).flat_map(|n| people.iter().enumerate().map(move |(who, person)| (n, who, person)));
    let toggles = toggles.map(async |(n, who, person)| {
        let operation = if who < 2 || n % 2 == 0 { "reactToPost" } else { "unreactToPost" };
        person.call(operation, json!({ "id": post["id"], "kind": "like" })).await.ok();
    });
    futures::future::join_all(toggles).await;
    let counted = async || {
        let seen = app.anonymous().call("post", json!({ "id": post["id"] })).await.ok();
        seen["reactions"].as_array().unwrap().iter().map(|it| it["count"].as_i64().unwrap()).sum::<i64>()
    };
    let count = counted().await;
    assert_eq!(count, app.db_count("reactions").await);
    assert!((2..=4).contains(&count), "two said nothing but yes: {count}");
    for (person, operation) in people.iter().zip(["reactToPost", "unreactToPost", "reactToPost", "reactToPost"]) {
        person.call(operation, json!({ "id": post["id"], "kind": "like" })).await.ok();
    }
    assert_eq!((counted().await, app.db_count("reactions").await), (3, 3));
    app.run_jobs().await;
}
