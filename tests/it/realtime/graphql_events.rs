//! GraphQL over server-sent events, and what both faces tell.

use std::time::Duration;

use presswork_tests::{Actor, Events, PROTOCOL, SCHEMA, Socket, TestApp, each_profile, id_of};
use serde_json::{Value, json};

each_profile! {
    both_faces_tell_the_same,
    a_query_and_a_mutation_are_a_next_and_a_complete,
    a_subscription_is_answered_with_events_to_who_takes_them,
    what_is_wrong_with_a_document_is_told_as_an_event,
    a_subscription_ends_with_its_session,
    what_an_event_shows_is_looked_at_with_the_blocks_of_its_moment,
    what_a_result_nests_is_shown_to_who_one_is_at_its_moment,
}

async fn open(actor: &Actor, query: &str, variables: Value) -> Events {
    actor.request("POST", "/graphql").json(&json!({ "query": query, "variables": variables })).follow().await
}

async fn both_faces_tell_the_same(app: TestApp) {
    let ann = app.admin("ann").await;
    let draft = ann.draft("Hello").await;
    let job = ann.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    let id = job["id"].as_str().unwrap();
    for (topic, field, arguments, kind) in [
        (format!("job:{id}"), "jobUpdated", format!("(id: \"{id}\")"), "Job"),
        ("feed".to_owned(), "postPublished", String::new(), "Post"),
        ("ops".to_owned(), "operationsUpdated", String::new(), "Operations"),
    ] {
        let query = format!("subscription {{ {field}{arguments} {} }}", SCHEMA.selection(kind));
        let (mut rest, mut graphql) = (ann.follow(&topic).await, open(&ann, &query, json!({})).await);
        rest.expect("ready").await;
        if kind == "Post" {
            tokio::time::sleep(Duration::from_millis(300)).await;
            ann.published("Told").await;
        }
        let one = rest.expect(field).await.data;
        let other = graphql.expect("next").await.data;
        assert_eq!(other.get("errors"), None, "{other}");
        // What moves by itself.
        let still = |mut told: Value| {
            for queue in told["queues"].as_array_mut().into_iter().flatten() {
                queue["oldestDueAge"] = json!(0);
            }
            told
        };
        // An anonymous reader of both faces sees no source; the author sees it in both.
        assert_eq!(still(one), still(other["data"][field].clone()), "{topic}");
    }
    app.run_jobs().await;
}

async fn what_an_event_shows_is_looked_at_with_the_blocks_of_its_moment(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    bob.follows(&cem).await;
    let post = cem.published("Hello").await;
    let query = "subscription($post: ID!) { commentAdded(id: $post) { author { followers { nodes { username } } } } }";
    let mut events = open(&ada, query, json!({ "post": post["id"] })).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    for (blocked, expected) in [(false, json!([{ "username": "bob" }])), (true, json!([]))] {
        if blocked {
            ada.call("blockUser", json!({ "id": bob.id })).await.ok();
        }
        cem.comment(&post, "Well").await;
        let told = events.expect("next").await.data;
        assert_eq!(told["data"]["commentAdded"]["author"]["followers"]["nodes"], expected, "{told}");
    }
    app.run_jobs().await;
}

async fn what_a_result_nests_is_shown_to_who_one_is_at_its_moment(app: TestApp) {
    let (boss, mona) = (app.admin("boss").await, app.moderator("mona").await);
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Discussed").await;
    let comment = bob.comment(&post, "Rude.").await;
    let hide =
        json!({ "kind": "hide", "subjectId": comment["id"], "reason": "spam", "note": "Not here.", "until": null });
    mona.call("createModerationAction", json!({ "input": hide })).await.ok();
    let query = "subscription { postPublished { comments { nodes { html } } } }";
    let mut events = open(&mona, query, json!({})).await;
    let mut socket = Socket::open(app.base(), &[("sec-websocket-protocol", PROTOCOL)]).await.unwrap();
    socket.introduce(json!({ "accessToken": mona.token })).await;
    socket.subscribe("a", query, json!({})).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    for (demoted, expected) in [(false, json!([{ "html": "<p>Rude.</p>\n" }])), (true, json!([]))] {
        if demoted {
            boss.call("updateUser", json!({ "id": mona.id, "input": { "role": "author" } })).await.ok();
            // The lines are told of it, and look who listens.
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        ada.call("unpublishPost", id_of(&post)).await.ok();
        ada.call("publishPost", id_of(&post)).await.ok();
        for told in [events.expect("next").await.data, socket.expect("next").await["payload"].clone()] {
            assert_eq!(told["data"]["postPublished"]["comments"]["nodes"], expected, "{told}");
        }
    }
    app.run_jobs().await;
}

async fn a_query_and_a_mutation_are_a_next_and_a_complete(app: TestApp) {
    let ada = app.user("ada").await;
    let mut events = open(&ada, "{ me { username } }", json!({})).await;
    assert_eq!(events.expect("next").await.data, json!({ "data": { "me": { "username": "ada" } } }));
    assert_eq!(events.expect("complete").await.data, Value::Null);
    assert!(events.next().await.is_none());
    let mut events = open(&ada, "mutation { createPost(input: { title: \"A\" }) { title } }", json!({})).await;
    events.expect("next").await;
    events.expect("complete").await;
    let mut events = ada.request("GET", "/graphql?query=%7B__typename%7D").follow().await;
    assert_eq!(events.expect("next").await.data, json!({ "data": { "__typename": "Query" } }));
    let by_get = ada.request("GET", "/graphql?query=mutation%7Blogout%7D").header("accept", "text/event-stream");
    assert_eq!(by_get.send().await.status, 405);
}

async fn a_subscription_is_answered_with_events_to_who_takes_them(app: TestApp) {
    let nobody = app.anonymous();
    let body = json!({ "query": "subscription { postPublished { id } }" });
    let ask = |accept: &str| nobody.request("POST", "/graphql").header("accept", accept).json(&body);
    for accept in ["application/json", "application/graphql-response+json", "application/json, text/event-stream;q=0"] {
        let refused = ask(accept).send().await;
        assert_eq!(
            (refused.status, &refused.json()["errors"][0]["extensions"]["code"]),
            (406, &json!("not_acceptable"))
        );
    }
    let urql = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed";
    let query = nobody.request("POST", "/graphql").header("accept", urql).json(&json!({ "query": "{ __typename }" }));
    assert!(query.send().await.header("content-type").starts_with("application/graphql-response+json"));
    // The subscription of a client that names events last is answered with them all the same: there is nothing else.
    let events = nobody.request("POST", "/graphql").header("accept", urql).json(&body).follow().await;
    assert_eq!(events.headers["content-type"], "text/event-stream");
}

async fn what_is_wrong_with_a_document_is_told_as_an_event(app: TestApp) {
    let nobody = app.anonymous();
    for (query, code) in [
        ("subscription { nothing }", "graphql_invalid"),
        ("subscription {", "graphql_invalid"),
        (&*format!("{}a{}", "{ a ".repeat(13), " }".repeat(13)), "query_too_deep"),
    ] {
        let mut events = open(&nobody, query, json!({})).await;
        let told = events.expect("next").await.data;
        assert_eq!(told["errors"][0]["extensions"]["code"], code, "{query}");
        assert_eq!(told.get("data"), None);
        events.expect("complete").await;
    }
    let mut events = open(&nobody, "subscription { operationsUpdated { queues { name } } }", json!({})).await;
    let told = events.expect("next").await.data;
    assert_eq!(told["errors"][0]["extensions"]["code"], "authentication_required");
    events.expect("complete").await;
}

async fn a_subscription_ends_with_its_session(app: TestApp) {
    let ada = app.user("ada").await;
    let mut events = open(&ada, "subscription { postPublished { id } }", json!({})).await;
    ada.call("logout", json!({})).await.ok();
    let told = events.expect("next").await.data;
    assert_eq!(told["errors"][0]["extensions"]["code"], "session_revoked");
    events.expect("complete").await;
    assert!(events.next().await.is_none());
}
