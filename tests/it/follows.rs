//! Following.

use chrono::TimeDelta;
use presswork_tests::{Actor, TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    following_counts_once_however_often_it_is_sent,
    followers_are_listed_the_latest_first,
    nobody_follows_themselves_or_nobody,
    with [("PRESSWORK__COMMUNITY__FOLLOWS_MAX", "2")] => nobody_follows_more_than_the_settings_say,
    counts_are_exact_however_many_follow_at_once,
    who_is_erased_follows_nobody,
}

/// In GraphQL only.
mod nested {
    use super::lists_within_people_cost_as_many_statements_for_one_as_for_twenty;

    presswork_tests::each_profile! { lists_within_people_cost_as_many_statements_for_one_as_for_twenty }
}

fn names(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect()
}

async fn counts(app: &TestApp, who: &Actor) -> (i64, i64) {
    let seen = app.anonymous().call("user", json!({ "id": who.id })).await.ok();
    (seen["followerCount"].as_i64().unwrap(), seen["followingCount"].as_i64().unwrap())
}

async fn following_counts_once_however_often_it_is_sent(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for _ in 0..2 {
        let followed = bob.call("followUser", json!({ "id": "@ada" })).await.ok();
        assert_eq!(followed["followerCount"], 1);
        assert_eq!(followed["relationship"], json!({ "following": true, "followedBy": false, "blocking": false }));
    }
    let seen = ada.call("user", json!({ "id": "@bob" })).await.ok();
    assert_eq!(seen["relationship"], json!({ "following": false, "followedBy": true, "blocking": false }));
    assert_eq!((counts(&app, &ada).await, counts(&app, &bob).await), ((1, 0), (0, 1)));
    assert!(ada.call("user", json!({ "id": "@ada" })).await.ok()["relationship"].is_null(), "oneself");
    assert!(app.anonymous().call("user", json!({ "id": "@ada" })).await.ok()["relationship"].is_null(), "nobody");
    for _ in 0..2 {
        let left = bob.call("unfollowUser", json!({ "id": ada.id })).await.ok();
        assert_eq!((left["followerCount"].as_i64(), &left["relationship"]["following"]), (Some(0), &json!(false)));
    }
    assert_eq!((counts(&app, &ada).await, counts(&app, &bob).await), ((0, 0), (0, 0)));
    app.run_jobs().await;
}

async fn followers_are_listed_the_latest_first(app: TestApp) {
    let ada = app.user("ada").await;
    for name in ["bob", "cem", "dora"] {
        let reader = app.user(name).await;
        reader.call("followUser", json!({ "id": ada.id })).await.ok();
        app.advance(TimeDelta::seconds(1));
    }
    ada.call("followUser", json!({ "id": "@cem" })).await.ok();
    let first = app.anonymous().call("followers", json!({ "id": "@ada", "first": 2 })).await.ok();
    assert_eq!(names(&first), ["dora", "cem"]);
    let after = json!({ "id": ada.id, "after": first["pageInfo"]["endCursor"] });
    assert_eq!(names(&app.anonymous().call("followers", after).await.ok()), ["bob"]);
    let last = app.anonymous().call("followers", json!({ "id": "@ada", "last": 1 })).await.ok();
    assert_eq!(names(&last), ["bob"]);
    assert_eq!(names(&app.anonymous().call("following", json!({ "id": "@ada" })).await.ok()), ["cem"]);
    let foreign = json!({ "id": "@ada", "after": first["pageInfo"]["endCursor"] });
    app.anonymous().call("following", foreign).await.refused(400, "invalid_cursor");
    app.anonymous().call("followers", json!({ "id": "@nobody" })).await.refused(404, "not_found");
    app.run_jobs().await;
}

async fn nobody_follows_themselves_or_nobody(app: TestApp) {
    let ada = app.user("ada").await;
    for (operation, id, status, code) in [
        ("followUser", "@ada", 409, "own_account"),
        ("followUser", "@nobody", 404, "not_found"),
        ("followUser", "user_01h455vb4pex5vsknk084sn02q", 404, "not_found"),
        ("followUser", "post_01h455vb4pex5vsknk084sn02q", 400, "invalid_id"),
        ("unfollowUser", "@nobody", 404, "not_found"),
    ] {
        ada.call(operation, json!({ "id": id })).await.refused(status, code);
    }
    app.anonymous().call("followUser", json!({ "id": "@ada" })).await.refused(401, "authentication_required");
    assert_eq!(counts(&app, &ada).await, (0, 0));
}

async fn nobody_follows_more_than_the_settings_say(app: TestApp) {
    let ada = app.user("ada").await;
    app.db_people(3).await;
    for (name, taken) in [("@person0", true), ("@person1", true), ("@person2", false), ("@person1", true)] {
        let outcome = ada.call("followUser", json!({ "id": name })).await;
        if taken {
            outcome.ok()
        } else {
            outcome.refused(409, "too_many_follows")
        };
    }
    assert_eq!(counts(&app, &ada).await, (0, 2));
    app.run_jobs().await;
}

async fn counts_are_exact_however_many_follow_at_once(app: TestApp) {
    let people = [app.user("bob").await, app.user("eve").await, app.user("joe").await, app.user("kim").await];
    let pairs = people.iter().flat_map(|one| people.iter().map(move |other| (one, other)));
    let toggles = pairs.filter(|(one, other)| one.id != other.id).flat_map(|pair| (0..8).map(move |n| (pair, n)));
    let all = toggles.map(async |((one, other), n)| {
        let operation = if n % 2 == 0 { "followUser" } else { "unfollowUser" };
        one.call(operation, json!({ "id": other.id })).await.ok();
    });
    futures::future::join_all(all).await;
    let rows = app.db_count("follows").await;
    let mut counted = (0, 0);
    for person in &people {
        let (followers, following) = counts(&app, person).await;
        let listed = app.anonymous().call("followers", json!({ "id": person.id })).await.ok();
        assert_eq!(names(&listed).len(), usize::try_from(followers).unwrap());
        counted = (counted.0 + followers, counted.1 + following);
    }
    assert_eq!(counted, (rows, rows));
    app.run_jobs().await;
}

async fn who_is_erased_follows_nobody(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    ada.call("followUser", json!({ "id": "@bob" })).await.ok();
    bob.call("followUser", json!({ "id": "@ada" })).await.ok();
    bob.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(14));
    app.run_jobs().await;
    assert_eq!((counts(&app, &ada).await, counts(&app, &bob).await), ((0, 0), (0, 0)));
    let login = json!({ "input": { "login": "ada", "password": presswork_tests::PASSWORD } });
    let ada = ada.with_tokens(&app.anonymous().call("login", login).await.ok());
    ada.call("followUser", json!({ "id": bob.id })).await.refused(404, "not_found");
}

async fn lists_within_people_cost_as_many_statements_for_one_as_for_twenty(app: TestApp) {
    app.db_people(20).await;
    app.advance(TimeDelta::seconds(1));
    // The newest, so that both lists have somebody who follows.
    let ada = app.user("ada").await;
    for n in 0..20 {
        ada.call("followUser", json!({ "id": format!("@person{n}") })).await.ok();
    }
    let query = "query ($n: Int) { users(first: $n) { nodes { username followers(first: 3) { nodes { username } } \
                 following { nodes { username } pageInfo { hasNextPage } } } } }";
    let mut costs = Vec::new();
    for n in [2, 21] {
        let reply = ada.gql(query, json!({ "n": n })).await;
        assert!(reply.errors.is_empty(), "{:?}", reply.errors);
        costs.push(reply.http.statements());
        let users = reply.data["users"]["nodes"].as_array().unwrap().clone();
        let person = users.iter().find(|user| user["username"] == "person19");
        if let Some(person) = person {
            assert_eq!(person["followers"]["nodes"], json!([{ "username": "ada" }]));
        }
        assert_eq!(users.len(), usize::try_from(n).unwrap());
    }
    assert_eq!(costs[0], costs[1]);
    let deep = "{ users(first: 100) { nodes { followers(first: 100) { nodes { followers(first: 100) { nodes { id } } } } } } }";
    let refused = ada.gql(deep, json!({})).await;
    assert_eq!(refused.errors[0]["extensions"]["code"], "query_too_complex");
    let forged = "{ user(id: \"@ada\") { followers(after: \"forged\") { nodes { id } } } }";
    assert_eq!(ada.gql(forged, json!({})).await.errors[0]["extensions"]["code"], "invalid_cursor");
    app.run_jobs().await;
}
