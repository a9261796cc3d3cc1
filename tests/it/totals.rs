//! How long a whole list is, for who asks.

use presswork_tests::{Actor, Face, TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    a_list_is_counted_for_who_asks_and_for_nobody_else,
    what_one_may_not_see_is_not_counted,
    a_list_is_counted_whole_wherever_its_page_stands,
    both_faces_count_by_as_many_statements_and_for_as_many_points,
    lists_of_many_are_counted_by_one_statement,
    a_wish_that_is_none_is_refused,
}

async fn with_posts(app: &TestApp, count: usize) -> Actor {
    let ada = app.user("ada").await.through(Face::Rest);
    for n in 0..count {
        ada.published(&format!("Post {n}")).await;
    }
    app.run_jobs().await;
    ada
}

/// Through REST and through GraphQL.
async fn totals(actor: &Actor, parameters: &str, arguments: &str) -> [Value; 2] {
    let rest = actor.get(&format!("/v1/posts?includeTotal=true{parameters}")).await.expect(200);
    let graphql = actor.gql(&format!("{{ posts{arguments} {{ totalCount }} }}"), json!({})).await.ok();
    [rest["totalCount"].clone(), graphql["posts"]["totalCount"].clone()]
}

async fn a_list_is_counted_for_who_asks_and_for_nobody_else(app: TestApp) {
    let ada = with_posts(&app, 3).await;
    assert_eq!(totals(&ada, "", "").await, [json!(3), json!(3)]);
    for query in ["", "?includeTotal=false"] {
        let page = ada.get(&format!("/v1/posts{query}")).await.expect(200);
        assert_eq!(page.get("totalCount"), None, "{query}");
    }
    for path in
        ["tags", "users", "me/sessions", "me/tokens", "me/bookmarks", "me/notifications", "posts/post-0/comments"]
    {
        let page = ada.get(&format!("/v1/{path}?includeTotal=true")).await.expect(200);
        assert_eq!(page["totalCount"], json!(page["data"].as_array().unwrap().len()), "{path}");
    }
}

async fn what_one_may_not_see_is_not_counted(app: TestApp) {
    let ada = with_posts(&app, 2).await;
    ada.draft("Not yet").await;
    let drafts = ("&status=draft", "(status: draft)");
    assert_eq!(totals(&ada, drafts.0, drafts.1).await, [json!(1), json!(1)]);
    let bob = app.user("bob").await.through(Face::Rest);
    assert_eq!(totals(&bob, drafts.0, drafts.1).await, [json!(0), json!(0)]);
    assert_eq!(totals(&app.anonymous(), "", "").await, [json!(2), json!(2)]);
}

async fn a_list_is_counted_whole_wherever_its_page_stands(app: TestApp) {
    let ada = with_posts(&app, 5).await;
    let page = ada.get("/v1/posts?first=2").await.expect(200);
    let cursor = page["pageInfo"]["endCursor"].as_str().unwrap();
    let next = (format!("&first=2&after={cursor}"), format!("(first: 2, after: \"{cursor}\")"));
    assert_eq!(totals(&ada, &next.0, &next.1).await, [json!(5), json!(5)]);
    let last = (format!("&last=2&before={cursor}"), format!("(last: 2, before: \"{cursor}\")"));
    assert_eq!(totals(&ada, &last.0, &last.1).await, [json!(5), json!(5)]);
    let linked = ada.get("/v1/posts?first=2&includeTotal=true").await;
    assert!(linked.header("link").contains("includeTotal=true"), "{}", linked.header("link"));
}

async fn both_faces_count_by_as_many_statements_and_for_as_many_points(app: TestApp) {
    let ada = with_posts(&app, 3).await;
    let rest = ada.get("/v1/posts?includeTotal=true&include=").await;
    let graphql = ada.gql("{ posts { totalCount nodes { id title } } }", json!({})).await.http;
    assert_eq!((rest.statements(), rest.points()), (graphql.statements(), graphql.points()));
    let plain = ada.get("/v1/posts?include=").await;
    assert_eq!((rest.statements(), rest.points()), (plain.statements() + 1, plain.points().map(|points| points + 5)));
}

async fn lists_of_many_are_counted_by_one_statement(app: TestApp) {
    let ada = app.user("ada").await.through(Face::Rest);
    for (name, follows) in [("bob", vec!["ada"]), ("cyd", vec!["ada", "bob"])] {
        let person = app.user(name).await.through(Face::Rest);
        for whom in follows {
            person.call("followUser", json!({ "id": format!("@{whom}") })).await.ok();
        }
    }
    let asked = async |first: usize| {
        let query = format!("{{ users(last: {first}) {{ nodes {{ username followers {{ totalCount }} }} }} }}");
        ada.gql(&query, json!({})).await
    };
    let (one, all) = (asked(1).await, asked(3).await);
    assert_eq!(one.http.statements(), all.http.statements());
    let followers: Vec<_> =
        all.ok()["users"]["nodes"].as_array().unwrap().iter().map(|it| it["followers"]["totalCount"].clone()).collect();
    let mut sorted: Vec<_> = followers.iter().filter_map(Value::as_i64).collect();
    sorted.sort_unstable();
    assert_eq!(sorted, [0, 1, 2], "{followers:?}");
    app.run_jobs().await;
}

async fn a_wish_that_is_none_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    for value in ["", "1", "yes", "TRUE", "true&includeTotal=true"] {
        let problem = ada.get(&format!("/v1/posts?includeTotal={value}")).await.refused(422, "validation_failed");
        assert_eq!(problem["errors"][0]["pointer"], "/includeTotal", "{value}");
    }
}
