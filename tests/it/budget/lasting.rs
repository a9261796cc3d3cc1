//! What lasts, and is paid piece by piece.

use presswork_tests::{Actor, Events, PROTOCOL, Socket, TestApp, each_profile, id_of};
use serde_json::{Value, json};

use super::SMALL;

each_profile! {
    with SMALL => an_event_of_a_stream_costs_a_point_and_without_any_it_ends,
    with SMALL => a_result_of_a_subscription_costs_a_point_and_without_any_it_ends,
    with SMALL => what_a_result_nests_costs_as_much_as_in_a_request,
    with SMALL => short_lists_within_results_are_added_up,
    with SMALL => operations_over_a_socket_are_paid_like_requests,
    with SMALL => looking_at_a_document_is_paid_before_over_a_socket,
    with SMALL => operations_over_events_are_paid_like_requests,
}

const QUERY: &str = "{ a: me { id } b: me { id } }";

/// Publishes so often; by somebody else, who has points enough.
async fn publish(writer: &Actor, times: usize) {
    for n in 0..times {
        let draft = writer.draft(&format!("Post {n}")).await;
        writer.call("publishPost", id_of(&draft)).await.ok();
    }
}

async fn left(actor: &Actor) -> u64 {
    actor.get("/v1/rate-limit").await.remaining()
}

async fn events(actor: &Actor, query: &str) -> Events {
    actor.request("POST", "/graphql").json(&json!({ "query": query })).follow().await
}

async fn introduced(app: &TestApp, actor: &Actor) -> Socket {
    let mut socket = Socket::open(app.base(), &[("sec-websocket-protocol", PROTOCOL)]).await.unwrap();
    socket.introduce(json!({ "accessToken": actor.token })).await;
    socket
}

async fn an_event_of_a_stream_costs_a_point_and_without_any_it_ends(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut feed = ada.follow("feed").await;
    feed.expect("ready").await;
    publish(&bob, 2).await;
    feed.expect("postPublished").await;
    feed.expect("postPublished").await;
    assert_eq!(left(&ada).await, 40 - 1 - 2 - 1, "opening, two events, asking");
    while left(&ada).await > 0 {}
    publish(&bob, 3).await;
    feed.ended("budget_exceeded").await;
    app.abandon_jobs();
}

async fn a_result_of_a_subscription_costs_a_point_and_without_any_it_ends(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mut socket, feed) = (introduced(&app, &ada).await, "subscription { postPublished { title } }");
    socket.subscribe("feed", feed, json!({})).await;
    let mut stream = events(&ada, feed).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    publish(&bob, 2).await;
    for _ in 0..2 {
        socket.expect("next").await;
        stream.expect("next").await;
    }
    assert_eq!(left(&ada).await, 40 - 2 - 4 - 1, "two beginnings, four results, asking");
    while left(&ada).await > 0 {}
    publish(&bob, 3).await;
    let last = socket.expect("error").await;
    assert_eq!(last["payload"][0]["extensions"]["code"], "budget_exceeded", "{last}");
    assert!(last["payload"][0]["extensions"]["retryAfter"].as_u64().unwrap() > 1000, "{last}");
    let last = stream.expect("next").await;
    assert_eq!(last.data["errors"][0]["extensions"]["code"], "budget_exceeded", "{last:?}");
    stream.expect("complete").await;
    app.abandon_jobs();
}

/// Published by somebody else, with so many comments.
async fn discussed(writer: &Actor, comments: usize) -> Value {
    let post = writer.published("Discussed").await;
    for _ in 0..comments {
        writer.comment(&post, "Well.").await;
    }
    post
}

/// Tells everybody of a post once more.
async fn publish_again(writer: &Actor, post: &Value) {
    writer.call("unpublishPost", id_of(post)).await.ok();
    writer.call("publishPost", id_of(post)).await.ok();
}

async fn what_a_result_nests_costs_as_much_as_in_a_request(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = discussed(&bob, 20).await;
    let selection = "comments(first: 20) { nodes { author { username } } }";
    let asked = ada.gql(&format!("query ($id: ID!) {{ post(id: $id) {{ {selection} }} }}"), id_of(&post)).await;
    assert_eq!(asked.http.points(), Some(3), "a post, twenty comments, and as many authors");
    let mut stream = events(&ada, &format!("subscription {{ postPublished {{ {selection} }} }}")).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    publish_again(&bob, &post).await;
    let told = stream.expect("next").await.data;
    assert_eq!(told["data"]["postPublished"]["comments"]["nodes"].as_array().map(Vec::len), Some(20), "{told}");
    assert_eq!(left(&ada).await, 40 - 3 - 1 - 3 - 1, "a request, a beginning, a result, asking");
    while left(&ada).await > 1 {}
    publish_again(&bob, &post).await;
    let told = stream.expect("next").await.data;
    assert_eq!(told.get("errors"), None, "what it costs beyond the last point is owed: {told}");
    assert_eq!(ada.get("/v1/me").await.status, 429);
    publish_again(&bob, &post).await;
    let last = stream.expect("next").await;
    assert_eq!(last.data["errors"][0]["extensions"]["code"], "budget_exceeded", "{last:?}");
    stream.expect("complete").await;
    app.abandon_jobs();
}

async fn short_lists_within_results_are_added_up(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = discussed(&bob, 10).await;
    let mut stream = events(&ada, "subscription { postPublished { comments(first: 10) { nodes { id } } } }").await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for points in [1, 2, 1] {
        let before = left(&ada).await;
        publish_again(&bob, &post).await;
        stream.expect("next").await;
        assert_eq!(before - left(&ada).await, points + 1, "and one for asking");
    }
    app.abandon_jobs();
}

async fn operations_over_a_socket_are_paid_like_requests(app: TestApp) {
    let ada = app.user("ada").await;
    let mut socket = introduced(&app, &ada).await;
    let ask = async |socket: &mut Socket| -> Value {
        socket.subscribe("a", QUERY, json!({})).await;
        let told = socket.next().await.unwrap();
        if told["type"] == "next" {
            socket.expect("complete").await;
        }
        told
    };
    assert_eq!(ask(&mut socket).await["type"], "next");
    assert_eq!(left(&ada).await, 40 - 2 - 1);
    socket.subscribe("b", "{ nothing }", json!({})).await;
    socket.expect("error").await;
    assert_eq!(left(&ada).await, 40 - 2 - 1 - 1 - 1, "what does not run costs a point");
    while left(&ada).await > 1 {}
    socket.subscribe("c", "{ me { id } }", json!({})).await;
    socket.expect("next").await;
    socket.expect("complete").await;
    let refused = ask(&mut socket).await;
    assert_eq!((&refused["type"], &refused["payload"][0]["extensions"]["status"]), (&json!("error"), &json!(429)));
}

async fn looking_at_a_document_is_paid_before_over_a_socket(app: TestApp) {
    let ada = app.user("ada").await;
    let mut socket = introduced(&app, &ada).await;
    let mut refused = async |query: &str| -> Value {
        socket.subscribe("a", query, json!({})).await;
        socket.expect("error").await["payload"][0]["extensions"]["code"].clone()
    };
    // What these may cost: 38, and 41.
    let lists = "a: posts(first: 100) { nodes { id } } b: posts(first: 80) { nodes { id } }";
    let more = format!("{{ {lists} c: me {{ id }} d: me {{ id }} e: me {{ id }} }}");
    assert_eq!(left(&ada).await, 39);
    assert_eq!(refused(&more).await, "query_too_complex", "there are never more than 40");
    assert_eq!(left(&ada).await, 39 - 1 - 1, "one for looking at it, and one for asking");
    assert_eq!(refused(&format!("{{ {lists} }}")).await, "budget_exceeded", "there are 37");
    assert_eq!(left(&ada).await, 37 - 1 - 1);
    while left(&ada).await > 0 {}
    assert_eq!(refused("{ nothing }").await, "budget_exceeded", "nobody has looked at it");
}

async fn operations_over_events_are_paid_like_requests(app: TestApp) {
    let ada = app.user("ada").await;
    let mut told = events(&ada, QUERY).await;
    assert!(told.headers["ratelimit"].to_str().unwrap().starts_with("\"points\";r=38;"), "{:?}", told.headers);
    told.expect("next").await;
    told.expect("complete").await;
    assert_eq!(left(&ada).await, 40 - 2 - 1);
    while left(&ada).await > 1 {}
    let request =
        ada.request("POST", "/graphql").header("accept", "text/event-stream").json(&json!({ "query": QUERY }));
    assert_eq!(request.send().await.status, 429);
}
