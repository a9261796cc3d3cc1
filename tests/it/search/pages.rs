//! Pages of what is found.

use presswork_tests::{Actor, TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::published;

each_face! {
    pages_follow_each_other_whatever_is_written_meanwhile,
    pages_are_walked_in_both_directions,
    a_page_costs_as_many_statements_for_one_hit_as_for_forty,
    a_cursor_of_another_list_is_refused,
    with [("PRESSWORK__SEARCH__CANDIDATES", "50")] => no_more_than_so_many_are_ranked_and_those_are_the_newest,
}

fn ids(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

async fn page(actor: &Actor, arguments: Value) -> Value {
    let mut all = json!({ "q": "heather", "type": "post" });
    for (name, value) in arguments.as_object().unwrap() {
        all[name] = value.clone();
    }
    actor.call("search", all).await.ok()
}

/// Posts that match unequally well.
async fn posts(author: &Actor, count: usize) {
    for n in 0..count {
        let (title, tags): (String, &[&str]) = match n % 3 {
            0 => (format!("Heather {n}"), &[]),
            1 => (format!("Moor {n}"), &["Heather"]),
            _ => (format!("Hill {n}"), &["Green"]),
        };
        published(author, &title, &format!("heather {}", "and moss ".repeat(n % 4)), tags).await;
    }
}

async fn pages_follow_each_other_whatever_is_written_meanwhile(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    posts(&ada, 12).await;
    let whole = ids(&page(&nobody, json!({})).await);
    assert_eq!(whole.len(), 12);
    let (mut walked, mut after) = (Vec::new(), Value::Null);
    for n in 0..4 {
        let next = page(&nobody, json!({ "first": 3, "after": after })).await;
        walked.extend(ids(&next));
        after = next["pageInfo"]["endCursor"].clone();
        // Of each sort one more, and words that make the others rarer or more frequent.
        published(&ada, "Heather heather", "heather", &["Heather"]).await;
        published(&ada, &format!("Other {n}"), "no such thing", &[]).await;
        ada.comment(&json!({ "id": whole[0] }), "heather heather").await;
    }
    assert_eq!(walked, whole, "none twice, none left out");
    app.run_jobs().await;
}

async fn pages_are_walked_in_both_directions(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    posts(&ada, 7).await;
    app.run_jobs().await;
    let whole = page(&nobody, json!({})).await;
    let first = page(&nobody, json!({ "first": 4 })).await;
    let rest = page(&nobody, json!({ "first": 9, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!([ids(&first), ids(&rest)].concat(), ids(&whole));
    assert_eq!((&first["pageInfo"]["hasNextPage"], &rest["pageInfo"]["hasNextPage"]), (&json!(true), &json!(false)));
    let back = page(&nobody, json!({ "last": 2, "before": rest["pageInfo"]["startCursor"] })).await;
    assert_eq!(ids(&back), ids(&whole)[2..4]);
    assert_eq!(ids(&page(&nobody, json!({ "last": 3 })).await), ids(&whole)[4..]);
    let total = nobody.get("/v1/search?q=heather&includeTotal=true&first=2").await.json();
    assert_eq!(total["totalCount"], 8, "the posts and the tag");
    let link = nobody.get("/v1/search?q=heather&first=2&type=post").await.header("link").to_owned();
    assert!(link.contains("q=heather") && link.contains("type=post") && link.contains("rel=\"next\""), "{link}");
}

async fn a_page_costs_as_many_statements_for_one_hit_as_for_forty(app: TestApp) {
    let ada = app.user("ada").await;
    posts(&ada, 42).await;
    app.run_jobs().await;
    let mut costs = Vec::new();
    for first in [1, 10, 40] {
        for kind in [json!("post"), Value::Null] {
            let outcome = ada.call("search", json!({ "q": "heather", "type": kind, "first": first })).await;
            costs.push(outcome.http.statements());
            assert_eq!(outcome.ok()["data"].as_array().unwrap().len(), first);
        }
    }
    assert!(costs.iter().all(|cost| *cost == costs[0]) && costs[0] <= 2, "{costs:?}");
    let nobody = app.anonymous().call("search", json!({ "q": "heather" })).await;
    assert_eq!(nobody.http.statements(), 1, "whoever logs in costs one more");
}

async fn a_cursor_of_another_list_is_refused(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    posts(&ada, 3).await;
    app.run_jobs().await;
    let other = nobody.call("posts", json!({ "first": 1 })).await.ok()["pageInfo"]["endCursor"].clone();
    for cursor in [other, json!("nonsense"), json!("")] {
        let arguments = json!({ "q": "heather", "after": cursor });
        nobody.call("search", arguments).await.refused(400, "invalid_cursor");
    }
}

async fn no_more_than_so_many_are_ranked_and_those_are_the_newest(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let oldest = published(&ada, "Heather heather", "heather", &["Heather"]).await;
    for n in 0..55 {
        let post = ada.draft(&format!("Hill {n}")).await;
        let change = json!({ "id": post["id"], "input": { "markdown": "heather", "tags": [] } });
        ada.call("updatePost", change).await.ok();
        ada.call("publishPost", id_of(&post)).await.ok();
    }
    app.run_jobs().await;
    let total = nobody.get("/v1/search?q=heather&type=post&includeTotal=true&first=100").await.json();
    assert_eq!((&total["totalCount"], total["data"].as_array().unwrap().len()), (&json!(50), 50));
    assert!(!total.to_string().contains(oldest["id"].as_str().unwrap()), "the best of all, but old");
    let narrowed = page(&nobody, json!({ "tag": "heather" })).await;
    assert_eq!(ids(&narrowed), [oldest["id"].as_str().unwrap()], "what is asked for is looked for first");
}
