//! People's public faces.

use insta::assert_json_snapshot;
use presswork_tests::{TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    a_person_is_found_by_id_and_by_name,
    people_are_listed_the_newest_first,
    what_is_private_stays_private,
}

async fn a_person_is_found_by_id_and_by_name(app: TestApp) {
    let ada = app.editor("ada").await;
    let user = app.anonymous().call("user", json!({ "id": ada.id })).await.ok();
    assert_json_snapshot!(user, { ".id" => "[id]", ".createdAt" => "[time]" }, @r#"
    {
      "bio": "",
      "createdAt": "[time]",
      "displayName": "ada",
      "followerCount": 0,
      "followingCount": 0,
      "id": "[id]",
      "relationship": null,
      "role": "editor",
      "username": "ada"
    }
    "#);
    for id in ["@ada", "@ADA"] {
        assert_eq!(app.anonymous().call("user", json!({ "id": id })).await.ok(), user);
    }
    for id in ["@nobody", "@", "user_01h455vb4pex5vsknk084sn02q"] {
        app.anonymous().call("user", json!({ "id": id })).await.refused(404, "not_found");
    }
}

async fn people_are_listed_the_newest_first(app: TestApp) {
    for name in ["ada", "bob", "cem"] {
        app.user(name).await;
    }
    let names = |list: &Value| {
        let users = list["data"].as_array().unwrap().iter();
        users.map(|user| user["username"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = app.anonymous().call("users", json!({ "first": 2 })).await.ok();
    assert_eq!(names(&first), ["cem", "bob"]);
    let after = json!({ "after": first["pageInfo"]["endCursor"] });
    assert_eq!(names(&app.anonymous().call("users", after).await.ok()), ["ada"]);
}

async fn what_is_private_stays_private(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for (actor, operation, arguments) in
        [(&bob, "user", json!({ "id": ada.id })), (&bob, "users", json!({})), (&bob, "node", json!({ "id": ada.id }))]
    {
        let shown = actor.call(operation, arguments).await.ok().to_string();
        assert!(!shown.contains("ada@example.org") && !shown.contains("$2b$"), "{shown}");
    }
    let me = bob.call("me", json!({})).await.ok();
    assert_eq!(me["email"], "bob@example.org", "one sees one's own address");
}
