//! Looking at what was sent, and saying what it shows.

use presswork_tests::{Face, TestApp, each_face, id_of, pictures};
use serde_json::{Value, json};

each_face! {
    a_library_is_of_its_owner_and_of_editors,
    a_library_is_read_page_by_page_at_the_same_cost,
    what_nobody_has_described_is_found,
    how_a_picture_came_here_is_for_its_owner_and_editors,
    a_description_is_changed_by_version,
    nodes_find_media,
}

fn ids(list: &Value) -> Vec<Value> {
    list["data"].as_array().unwrap().iter().map(|media| media["id"].clone()).collect()
}

async fn a_library_is_of_its_owner_and_of_editors(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (hers, his) = (ada.ticket(9).await, bob.picture(&app, &pictures::png(9, 9)).await);
    assert_eq!(ids(&ada.call("mediaLibrary", json!({})).await.ok()), [hers["id"].clone()]);
    assert_eq!(ids(&bob.call("mediaLibrary", json!({})).await.ok()), [his["id"].clone()]);
    let all = app.editor("eve").await.call("mediaLibrary", json!({})).await.ok();
    assert_eq!(ids(&all), [his["id"].clone(), hers["id"].clone()]);
    app.anonymous().call("mediaLibrary", json!({})).await.refused(401, "authentication_required");
}

async fn a_library_is_read_page_by_page_at_the_same_cost(app: TestApp) {
    let ada = app.user("ada").await;
    let rest = ada.through(Face::Rest);
    for _ in 0..45 {
        rest.ticket(9).await;
    }
    let mut costs = Vec::new();
    for first in [1, 10, 40] {
        let outcome = ada.call("mediaLibrary", json!({ "first": first })).await;
        costs.push(outcome.http.statements());
        assert_eq!(ids(&outcome.ok()).len(), first);
    }
    assert!(costs.iter().all(|cost| *cost == costs[0]) && costs[0] <= 3, "{costs:?}");
    let page = ada.call("mediaLibrary", json!({ "first": 40 })).await.ok();
    let rest = ada.call("mediaLibrary", json!({ "first": 40, "after": page["pageInfo"]["endCursor"] })).await.ok();
    assert_eq!((ids(&rest).len(), &rest["pageInfo"]["hasNextPage"]), (5, &json!(false)));
}

async fn what_nobody_has_described_is_found(app: TestApp) {
    let ada = app.user("ada").await;
    let (plain, cat, line) = (ada.ticket(9).await, ada.ticket(9).await, ada.ticket(9).await);
    let describe = async |media: &Value, text: Value| {
        let input = json!({ "id": media["id"], "input": { "altText": text } });
        ada.call("updateMedia", input).await.ok()
    };
    assert_eq!(describe(&cat, json!("A cat")).await["needsAltText"], false);
    assert_eq!(describe(&line, json!("")).await["altText"], "", "a decoration");
    let asked = json!({ "needsAltText": true });
    assert_eq!(ids(&ada.call("mediaLibrary", asked.clone()).await.ok()), [plain["id"].clone()]);
    assert_eq!(describe(&cat, Value::Null).await["needsAltText"], true);
    assert_eq!(ids(&ada.call("mediaLibrary", asked).await.ok()).len(), 2);
}

async fn how_a_picture_came_here_is_for_its_owner_and_editors(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let media = ada.picture(&app, &pictures::png(9, 9)).await;
    for (actor, filename) in [(&ada, json!("cat.png")), (&eve, json!("cat.png")), (&app.anonymous(), Value::Null)] {
        let seen = actor.call("media", id_of(&media)).await.ok();
        assert_eq!(seen["filename"], filename);
        assert_eq!(seen["size"].is_null(), filename.is_null());
        assert_eq!(seen["variants"].as_array().unwrap().len(), 2);
    }
}

async fn a_description_is_changed_by_version(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.ticket(9).await;
    let change = |version: &str| json!({ "id": media["id"], "ifMatch": version, "input": { "altText": "A cat" } });
    assert_eq!(ada.call("updateMedia", change("1")).await.ok()["version"], 2);
    ada.call("updateMedia", change("1")).await.refused(412, "stale_version");
    assert_eq!(ada.call("updateMedia", change("2")).await.ok()["version"], 2, "what is said again is no change");
    let delete = |version: &str| json!({ "id": media["id"], "ifMatch": version });
    ada.call("deleteMedia", delete("1")).await.refused(412, "stale_version");
    ada.call("deleteMedia", delete("2")).await.ok();
    ada.call("media", id_of(&media)).await.refused(404, "not_found");
}

async fn nodes_find_media(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let media = ada.ticket(9).await;
    assert_eq!(ada.call("node", id_of(&media)).await.ok()["id"], media["id"]);
    let found = bob.call("nodes", json!({ "ids": [media["id"], bob.id] })).await.ok();
    assert_eq!((&found[0], &found[1]["id"]), (&Value::Null, &json!(bob.id)));
}
