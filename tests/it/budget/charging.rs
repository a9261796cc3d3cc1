//! What is charged, and how it is told.

use std::time::Instant;

use presswork_tests::{Actor, Face, TestApp, each_face, each_profile};
use serde_json::json;

/// Much, and little comes back while a test runs; documents may be large.
const LARGE: [(&str, &str); 8] = [
    ("PRESSWORK__BUDGET__POINTS", "5000"),
    ("PRESSWORK__BUDGET__ANONYMOUS_POINTS", "5000"),
    ("PRESSWORK__BUDGET__WINDOW", "24h"),
    ("PRESSWORK__GRAPHQL__MAX_ROOT_FIELDS", "300"),
    ("PRESSWORK__GRAPHQL__MAX_ALIASES", "300"),
    ("PRESSWORK__GRAPHQL__MAX_TOKENS", "20000"),
    ("PRESSWORK__GRAPHQL__MAX_COST", "2000"),
    ("PRESSWORK__HTTP__CORS_ORIGINS", "https://app.example"),
];

each_face! {
    with LARGE => things_are_charged_by_the_twenty,
    with LARGE => the_headers_tell_what_is_left,
}

each_profile! {
    with LARGE => three_hundred_aliased_mutations_cost_as_much_as_three_hundred_requests,
    with LARGE => lists_within_lists_are_added_up,
    with LARGE => what_a_document_skips_is_given_back,
    with LARGE => a_document_that_does_not_run_costs_one_point,
    with LARGE => what_is_not_modified_costs_next_to_nothing_where_it_was_kept,
    with LARGE => what_is_made_to_find_out_that_it_is_not_modified_costs_the_whole,
    with LARGE => pages_and_probes_are_not_counted,
}

async fn things_are_charged_by_the_twenty(app: TestApp) {
    let ada = app.user("ada").await;
    for n in 0..41 {
        ada.through(Face::Rest).published(&format!("Post {n}")).await;
    }
    app.run_jobs().await;
    // Posts with author, tags and reactions: four times as many things as posts.
    for (first, points) in [(1, 1), (19, 1), (20, 5), (41, 9), (100, 9)] {
        let outcome = ada.call("posts", json!({ "first": first })).await;
        assert_eq!(outcome.http.points(), Some(points), "{first}");
    }
    assert_eq!(ada.call("posts", json!({})).await.http.points(), Some(5));
    assert_eq!(ada.call("tags", json!({})).await.http.points(), Some(1));
    assert_eq!(ada.get("/v1/posts?include=").await.points(), Some(2));
    assert_eq!(ada.get("/v1/posts?include=tags").await.points(), Some(3));
    assert_eq!(ada.gql("{ posts { nodes { title tags { name } } } }", json!({})).await.http.points(), Some(3));
    assert_eq!(ada.gql("{ posts { nodes { title } } }", json!({})).await.http.points(), Some(2));
}

async fn the_headers_tell_what_is_left(app: TestApp) {
    let ada = app.user("ada").await;
    let reply = ada.call("me", json!({})).await.http;
    assert_eq!(reply.header("ratelimit-policy"), "\"points\";q=5000;w=86400");
    assert_eq!(reply.header("ratelimit"), "\"points\";r=4999;t=18");
    let limit = ada.call("rateLimit", json!({})).await;
    assert_eq!(limit.http.remaining(), 4998);
    let limit = limit.ok();
    assert_eq!((&limit["limit"], &limit["remaining"], &limit["window"]), (&json!(5000), &json!(4998), &json!(86400)));
    for face in Face::ALL {
        ada.through(face).call("me", json!({})).await.ok();
    }
    assert_eq!(ada.call("rateLimit", json!({})).await.ok()["remaining"], 4995, "one budget for both faces");
    let shown = ada.request("GET", "/v1/me").header("origin", "https://app.example").send().await;
    let exposed = shown.header("access-control-expose-headers").to_lowercase();
    for name in ["ratelimit", "ratelimit-policy", "retry-after"] {
        assert!(exposed.split(',').any(|one| one.trim() == name), "{exposed}");
    }
}

async fn left(actor: &Actor) -> u64 {
    actor.get("/v1/rate-limit").await.remaining()
}

/// Whether this many points went since then, while one came back every 17.28 s (5,000 in 24 hours).
fn went(points: u64, spent: u64, began: Instant) -> bool {
    let back = began.elapsed().as_secs() / 17 + 1;
    (points - back..=points).contains(&spent)
}

async fn three_hundred_aliased_mutations_cost_as_much_as_three_hundred_requests(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await["id"].as_str().unwrap().to_owned();
    app.run_jobs().await;
    let fields: String = (0..300).map(|n| format!("a{n}: addBookmark(post: \"{post}\") {{ createdAt }} ")).collect();
    let (before, began) = (left(&ada).await, Instant::now());
    let reply = ada.gql(&format!("mutation {{ {fields} }}"), json!({})).await;
    assert_eq!((reply.ok().as_object().unwrap().len(), reply.http.points()), (300, Some(300)));
    let spent = before - left(&ada).await;
    assert!(went(301, spent, began), "{spent}, and one for asking");
    let (before, began) = (left(&ada).await, Instant::now());
    for _ in 0..300 {
        let reply = ada.put(&format!("/v1/me/bookmarks/{post}"), json!(null)).await;
        assert_eq!(reply.points(), Some(1));
        reply.expect(200);
    }
    let spent = before - left(&ada).await;
    assert!(went(301, spent, began), "{spent}");
}

async fn lists_within_lists_are_added_up(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for n in 0..10 {
        let post = ada.published(&format!("Post {n}")).await;
        for _ in 0..2 {
            bob.comment(&post, "Hello").await;
        }
    }
    bob.call("followUser", json!({ "id": ada.id })).await.ok();
    app.run_jobs().await;
    let all = "author { username } reactions { kind } mentions { username }";
    for (members, points) in [
        ("title".to_owned(), 1),
        ("comments(first: 1) { nodes { id } }".to_owned(), 1),
        ("comments(first: 2) { nodes { id } }".to_owned(), 2),
        ("a: comments(first: 1) { nodes { id } } b: comments(first: 1, sort: newest) { nodes { id } }".to_owned(), 2),
        (format!("comments(first: 2) {{ nodes {{ id {all} }} }}"), 5),
    ] {
        let reply = ada.gql(&format!("{{ posts(first: 10) {{ nodes {{ {members} }} }} }}"), json!({})).await;
        assert_eq!(reply.http.points(), Some(points), "{members}");
    }
    let rest = ada.get("/v1/posts?first=10&include=comments&commentsFirst=2").await;
    assert_eq!(rest.points(), Some(5), "as in GraphQL");
    for path in ["followers?first=20", "following?first=20"] {
        assert_eq!(ada.get(&format!("/v1/users/@ada/{path}")).await.points(), Some(1), "{path}");
    }
    let within =
        "{ users(first: 2) { nodes { followers(first: 1) { nodes { followers(first: 1) { nodes { id } } } } } } }";
    assert_eq!(ada.gql(within, json!({})).await.http.points(), Some(1));
}

async fn what_a_document_skips_is_given_back(app: TestApp) {
    let nobody = app.anonymous();
    let query =
        "query ($no: Boolean!) { a: posts(first: 100) @skip(if: $no) { nodes { id } } b: tags { nodes { id } } }";
    let reply = nobody.gql(query, json!({ "no": true })).await;
    assert_eq!(reply.http.points(), Some(1));
    let failing = "{ a: post(id: \"no-such\") { id } b: user(id: \"@nobody\") { id } __typename }";
    assert_eq!(nobody.gql(failing, json!({})).await.http.points(), Some(2), "what failed was run");
}

async fn a_document_that_does_not_run_costs_one_point(app: TestApp) {
    let nobody = app.anonymous();
    let many: String = (0..301).map(|n| format!("a{n}: me {{ id }} ")).collect();
    for query in ["{ nothing }", "{ me {", "mutation { createPost }", &format!("{{ {many} }}")] {
        let reply = nobody.gql(query, json!({})).await;
        assert_eq!((reply.http.status, reply.http.points()), (400, Some(1)), "{query:.40}");
    }
    for body in ["{", "[]", "{\"query\": 1}"] {
        let reply =
            nobody.request("POST", "/graphql").header("content-type", "application/json").body(body).send().await;
        assert_eq!((reply.status, reply.points()), (400, Some(1)), "{body}");
    }
    let mutation = nobody.get("/graphql?query=mutation%7Blogout%7D").await;
    assert_eq!((mutation.status, mutation.points()), (405, Some(1)));
    let subscription = nobody.request("GET", "/graphql?query=subscription%7BpostPublished%7Bid%7D%7D");
    let unwanted = subscription.header("accept", "application/json").send().await;
    assert_eq!((unwanted.status, unwanted.points()), (406, Some(1)));
    assert!(unwanted.header("ratelimit").starts_with("\"points\";r="), "{:?}", unwanted.headers);
    assert_eq!(nobody.get("/v1/posts?first=x").await.points(), Some(1));
    assert_eq!(nobody.get("/v1/nothing").await.points(), Some(1));
}

async fn what_is_not_modified_costs_next_to_nothing_where_it_was_kept(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    let nobody = app.anonymous();
    let path = "/v1/posts?first=5";
    let tag = nobody.get(path).await.header("etag").to_owned();
    let before = left(&nobody).await;
    for _ in 0..10 {
        let again = nobody.request("GET", path).header("if-none-match", &tag).send().await;
        assert_eq!((again.status, again.statements(), again.points()), (304, 0, Some(0)));
    }
    let spent = before - left(&nobody).await;
    assert!((1..=2).contains(&spent), "{spent}: one for ten, one for asking, and one may have come back");
}

async fn what_is_made_to_find_out_that_it_is_not_modified_costs_the_whole(app: TestApp) {
    let ada = app.user("ada").await;
    for n in 0..20 {
        ada.published(&format!("Post {n}")).await;
    }
    app.run_jobs().await;
    let path = "/v1/posts?include=tags";
    let made = ada.get(path).await;
    for known in ["*", made.header("etag")] {
        let again = ada.request("GET", path).header("if-none-match", known).send().await;
        assert_eq!((again.status, again.points()), (304, Some(3)), "{known}");
    }
    // For nobody in particular it is made once, and kept.
    for points in [3, 0, 0] {
        let again = app.anonymous().request("GET", path).header("if-none-match", "*").send().await;
        assert_eq!((again.status, again.points()), (304, Some(points)));
    }
    let by_get = "/graphql?query=%7Bposts%7Bnodes%7Btitle%7D%7D%7D";
    for points in [2, 0] {
        let again = app.anonymous().request("GET", by_get).header("if-none-match", "*").send().await;
        assert_eq!((again.status, again.points()), (304, Some(points)));
    }
}

async fn pages_and_probes_are_not_counted(app: TestApp) {
    for path in ["/livez", "/readyz", "/version", "/", "/docs", "/openapi.json", "/.well-known/jwks.json"] {
        let reply = app.anonymous().get(path).await;
        assert_eq!((reply.points(), reply.header("ratelimit")), (None, ""), "{path}");
    }
}
