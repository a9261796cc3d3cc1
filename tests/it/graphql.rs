//! GraphQL over HTTP.

use presswork_tests::{Actor, Reply, TestApp, each_profile};
use serde_json::{Value, json};

const SHALLOW: [(&str, &str); 1] = [("PRESSWORK__GRAPHQL__MAX_DEPTH", "3")];
const CHEAP: [(&str, &str); 1] = [("PRESSWORK__GRAPHQL__MAX_COST", "10")];
const CLOSED: [(&str, &str); 1] = [("PRESSWORK__GRAPHQL__INTROSPECTION", "false")];

each_profile! {
    a_query_may_be_sent_by_get,
    a_mutation_may_not_be_sent_by_get,
    the_answer_has_the_type_that_the_client_wants,
    a_request_that_can_not_run_is_a_bad_request,
    a_field_that_fails_leaves_the_others,
    fields_are_answered_in_the_order_in_which_they_are_selected,
    a_wrong_token_is_refused_before_anything_runs,
    the_schema_can_be_asked_for_as_clients_do,
    with SHALLOW => a_query_that_is_too_deep_is_refused,
    with CHEAP => a_query_that_is_too_large_is_refused,
    with CLOSED => an_operator_may_keep_the_schema_to_himself,
}

async fn get(actor: &Actor, parameters: &[(&str, &str)]) -> Reply {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    actor.get(&format!("/graphql?{query}")).await
}

async fn fields_are_answered_in_the_order_in_which_they_are_selected(app: TestApp) {
    let query = "{ z: tags { nodes { id } } wrong: post(id: \"nothing\") { id } __typename a: users { nodes { id } } \
                 feed { pageInfo { hasNextPage endCursor } nodes { id } } }";
    let expected = "{\"data\":{\"z\":{\"nodes\":[]},\"wrong\":null,\"__typename\":\"Query\",\"a\":{\"nodes\":[]},\
                    \"feed\":{\"pageInfo\":{\"hasNextPage\":false,\"endCursor\":null},\"nodes\":[]}}";
    for _ in 0..5 {
        let reply = get(&app.anonymous(), &[("query", query)]).await;
        assert!(reply.text().starts_with(expected), "{}", reply.text());
    }
}

async fn a_query_may_be_sent_by_get(app: TestApp) {
    let ada = app.user("ada").await;
    let reply = get(&ada, &[("query", "{ me { username } }")]).await;
    assert_eq!(reply.expect(200), json!({ "data": { "me": { "username": "ada" } } }));
    let query = "query A { me { id } } query B($id: ID!) { user(id: $id) { username } }";
    let parameters = [("query", query), ("operationName", "B"), ("variables", "{\"id\": \"@ada\"}")];
    assert_eq!(get(&ada, &parameters).await.expect(200)["data"]["user"]["username"], "ada");
    let empty = [("query", "{ me { username } }"), ("operationName", ""), ("variables", ""), ("extensions", "")];
    assert_eq!(get(&ada, &empty).await.expect(200)["data"]["me"]["username"], "ada", "what is empty is left out");
    let unnamed = vec![("query", query), ("operationName", "")];
    for wrong in [vec![], vec![("query", "")], vec![("query", "{ me { id } }"), ("variables", "{")], unnamed] {
        assert_eq!(get(&ada, &wrong).await.status, 400, "{wrong:?}");
    }
}

async fn a_mutation_may_not_be_sent_by_get(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let create = "mutation A { createPost(input: {title: \"a\"}) { id } } query B { me { id } }";
    for parameters in [
        vec![("query", "mutation { createPost(input: {title: \"a\"}) { id } }")],
        vec![("query", create), ("operationName", "A")],
    ] {
        let reply = get(&ada, &parameters).await;
        assert_eq!((reply.status, reply.header("allow")), (405, "GET, HEAD, POST, OPTIONS"), "{}", reply.text());
    }
    assert_eq!(app.db_state().await, before);
    get(&ada, &[("query", create), ("operationName", "B")]).await.expect(200);
}

async fn the_answer_has_the_type_that_the_client_wants(app: TestApp) {
    let own = "application/graphql-response+json";
    let good = json!({ "query": "{ posts { nodes { id } } }" });
    let bad = json!({ "query": "{ nothing }" });
    for (accept, kind, refused) in [
        (own, own, 400),
        ("*/*", "application/json", 400),
        ("", "application/json", 400),
        ("application/*", "application/json", 400),
        ("application/json", "application/json", 200),
        ("application/json, application/graphql-response+json;q=0.5", "application/json", 200),
        ("text/html, application/json;q=0.9", "application/json", 200),
    ] {
        for (body, status) in [(&good, 200), (&bad, refused)] {
            let reply = app.anonymous().request("POST", "/graphql").header("accept", accept).json(body).send().await;
            assert_eq!(reply.status, status, "{accept}: {}", reply.text());
            assert_eq!(reply.header("content-type"), format!("{kind}; charset=utf-8"), "{accept}");
        }
    }
    let reply = app.anonymous().request("POST", "/graphql").header("accept", "text/html").json(&good).send().await;
    assert_eq!(reply.status, 406, "{}", reply.text());
}

async fn a_request_that_can_not_run_is_a_bad_request(app: TestApp) {
    for query in [
        "{",
        "nonsense",
        "{ nothing }",
        "{ posts { nodes { nothing } } }",
        "query($id: ID!) { post(id: $id) { id } }",
        "query A { tags { nodes { id } } } query B { tags { nodes { id } } }",
        "{ posts { nodes { ...Missing } } }",
        "query($x: Nothing) { posts { nodes { id } } }",
    ] {
        let reply = app.anonymous().gql(query, json!({})).await;
        assert_eq!(reply.http.status, 400, "{query}: {}", reply.http.text());
        let problem = reply.refused("graphql_invalid");
        assert_eq!(problem["requestId"], reply.http.header("x-request-id"));
        assert!(reply.http.json().get("data").is_none(), "{query}");
    }
}

async fn a_field_that_fails_leaves_the_others(app: TestApp) {
    let ada = app.user("ada").await;
    let query = "{ me { username } none: post(id: \"none\") { id } user(id: \"@ada\") { username } }";
    let reply = ada.gql(query, json!({})).await;
    assert_eq!((reply.http.status, reply.errors.len()), (200, 1), "{}", reply.http.text());
    assert_eq!(reply.data, json!({ "me": { "username": "ada" }, "none": null, "user": { "username": "ada" } }));
    assert_eq!((&reply.errors[0]["path"], &reply.refused("not_found")["status"]), (&json!(["none"]), &json!(404)));
}

async fn a_wrong_token_is_refused_before_anything_runs(app: TestApp) {
    let reply = app.anonymous().with_token("x").gql("{ posts { nodes { id } } }", json!({})).await;
    assert_eq!((reply.http.status, reply.data), (401, Value::Null));
    assert_eq!(reply.errors[0]["extensions"]["code"], "invalid_token");
    assert!(reply.http.header("www-authenticate").starts_with("Bearer"));
}

async fn the_schema_can_be_asked_for_as_clients_do(app: TestApp) {
    let schema = app.anonymous().gql(include_str!("introspection.graphql"), json!({})).await.ok();
    let types = schema["__schema"]["types"].as_array().unwrap();
    assert!(types.iter().any(|kind| kind["name"] == "Post"), "{schema}");
}

async fn a_query_that_is_too_deep_is_refused(app: TestApp) {
    app.anonymous().gql("{ posts { nodes { id } } }", json!({})).await.ok();
    let reply = app.anonymous().gql("{ posts { nodes { author { id } } } }", json!({})).await;
    assert_eq!(reply.http.status, 400, "{}", reply.http.text());
    reply.refused("query_too_deep");
}

async fn a_query_that_is_too_large_is_refused(app: TestApp) {
    app.anonymous().gql("{ tag(slug: \"x\") { id } }", json!({})).await.refused("not_found");
    let many: String = (0..20).map(|n| format!("a{n}: tag(slug: \"x\") {{ id }} ")).collect();
    let reply = app.anonymous().gql(&format!("{{ {many} }}"), json!({})).await;
    assert_eq!(reply.http.status, 400, "{}", reply.http.text());
    reply.refused("query_too_complex");
}

async fn an_operator_may_keep_the_schema_to_himself(app: TestApp) {
    let nobody = app.anonymous();
    let told = async |query: &str, variables| {
        let reply = nobody.gql(query, variables).await;
        assert_eq!(reply.http.status, 400, "{query}: {}", reply.http.text());
        let errors = reply.http.json()["errors"].as_array().unwrap().clone();
        errors.into_iter().map(|error| (error["message"].clone(), error.get("locations").cloned())).collect::<Vec<_>>()
    };
    let same = told("{ pots { nodes { id } } }", json!({})).await;
    assert_eq!(same.len(), 1);
    for query in [
        "{ __schema { types { name } } }",
        "{ a: __type(name: \"Post\") { fields { name } } }",
        "{ posts { nodes { markdwn } } }",
        "{ posts(status: gone) { nodes { id } } }",
        "{ posts(status: \"draft\") { nodes { id } } }",
        "{ post { id } }",
        "{ posts { ...F } } fragment F on Pot { id }",
        "subscription { a: postPublished { id } b: postPublished { id } }",
        "{",
    ] {
        assert_eq!(told(query, json!({})).await, same, "{query}");
    }
    assert_eq!(told("query($n: Int) { posts(first: $n) { nodes { id } } }", json!({ "n": "x" })).await, same);
    assert_eq!(told("query($n: Foo) { posts(first: $n) { nodes { id } } }", json!({ "n": 1 })).await, same);
    nobody.gql("{ __typename }", json!({})).await.ok();
    nobody.gql("{ tags(after: \"__schema\") { nodes { id } } }", json!({})).await.refused("invalid_cursor");
}
