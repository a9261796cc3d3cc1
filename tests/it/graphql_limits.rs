//! GraphQL documents that ask too much, persisted documents, and how little is told where the schema is no one's business.

use std::time::Instant;

use presswork_domain::platform::documents::{KEPT, LONGEST, MOST};
use presswork_tests::{Actor, Face, Process, Profile, Reply, TestApp, each_profile, run};
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

each_profile! {
    a_document_that_asks_too_much_is_refused_by_both_methods,
    nested_spreads_cost_nothing,
    many_operations_cost_no_more_than_one,
    a_list_that_no_field_takes_is_refused_before_any_takes_it_up,
    a_mutation_that_asks_too_much_changes_nothing,
    a_persisted_document_is_run_by_its_hash,
    with [("REDIS_URL", "redis://127.0.0.1:1")] => a_persisted_document_is_run_by_its_hash_without_redis,
    a_hash_of_another_document_is_refused,
    with [("PRESSWORK__GRAPHQL__INTROSPECTION", "false")] => nothing_of_the_schema_is_told,
}

async fn by_get(actor: &Actor, query: &str) -> Reply {
    let query: String = byte_serialize(query.as_bytes()).collect();
    actor.get(&format!("/graphql?query={query}")).await
}

fn assert_refused(reply: &Reply, code: &str) {
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["extensions"]["code"]),
        (400, &json!(code)),
        "{}",
        reply.text()
    );
    assert!(reply.json().get("data").is_none());
}

async fn a_document_that_asks_too_much_is_refused_by_both_methods(app: TestApp) {
    let nobody = app.anonymous();
    for (query, code) in [
        (format!("{{ me {{ {} }} }}", "id ".repeat(5000)), "query_too_many_tokens"),
        (format!("{}a{}", "{ a ".repeat(13), " }".repeat(13)), "query_too_deep"),
        ("{ a(b: [".repeat(600), "query_too_deep"),
        (
            format!("{{ me {{ {} }} }}", (0..101).map(|n| format!("a{n}: id ")).collect::<String>()),
            "query_too_many_aliases",
        ),
        (format!("{{ {} }}", "me { id } ".repeat(51)), "query_too_many_root_fields"),
        (format!("{{ me {} {{ id }} }}", "@skip(if: true) ".repeat(51)), "query_too_many_directives"),
        (format!("{{ me {{ {} }} }}", "id ".repeat(2000)), "query_too_complex"),
        ("{ me { ...A } } fragment A on Me { ...A }".to_owned(), "query_fragment_cycle"),
    ] {
        assert_refused(&nobody.gql(&query, json!({})).await.http, code);
        assert_refused(&by_get(&nobody, &query).await, code);
        let json =
            nobody.request("POST", "/graphql").header("accept", "application/json").json(&json!({ "query": query }));
        let json = json.send().await;
        assert_refused(&json, code);
        assert_eq!(json.header("content-type"), "application/json; charset=utf-8");
    }
}

async fn nested_spreads_cost_nothing(app: TestApp) {
    let mut query = "{ me { ...F0 } } ".to_owned();
    for n in 0..28 {
        let next = n + 1;
        query.extend([format!("fragment F{n} on Me {{ ...F{next} ...F{next} }} ")]);
    }
    query += "fragment F28 on Me { id }";
    let began = Instant::now();
    assert_refused(&app.anonymous().gql(&query, json!({})).await.http, "query_too_complex");
    assert!(began.elapsed().as_secs() < 2, "{:?}", began.elapsed());
}

async fn many_operations_cost_no_more_than_one(app: TestApp) {
    let nobody = app.anonymous();
    let sharing = |operations: usize, fields: usize| {
        let named = |n: usize| format!("query Q{n} {{ tags {{ nodes {{ ...F }} }} }} ");
        let operations: String = (0..operations).map(named).collect();
        format!("{operations} fragment F on Tag {{ {} }}", "name ".repeat(fields))
    };
    let began = Instant::now();
    for _ in 0..5 {
        assert_refused(&nobody.gql(&sharing(250, 1800), json!({})).await.http, "query_too_complex");
    }
    assert!(began.elapsed().as_secs() < 2, "{:?}", began.elapsed());
    nobody.post("/graphql", json!({ "query": sharing(10, 100), "operationName": "Q7" })).await.expect(200);
}

async fn a_list_that_no_field_takes_is_refused_before_any_takes_it_up(app: TestApp) {
    let nobody = app.anonymous();
    let fields: String = (0..25).map(|n| format!("a{n}: nodes(ids: $ids) {{ __typename }} ")).collect();
    let (query, began) = (format!("query ($ids: [ID!]!) {{ {fields} }}"), Instant::now());
    let refused = nobody.gql(&query, json!({ "ids": vec!["x"; 200_000] })).await;
    assert_refused(&refused.http, "graphql_invalid");
    assert_eq!(refused.errors[0]["message"], "Variable \"$ids\" holds more than 1000 values.");
    let written = format!("{{ nodes(ids: [{}]) {{ __typename }} }}", "\"x\" ".repeat(2000));
    let refused = nobody.gql(&written, json!({})).await;
    assert_refused(&refused.http, "graphql_invalid");
    assert_eq!(refused.errors[0]["message"], "Argument \"ids\" holds more than 1000 values.");
    assert!(began.elapsed().as_secs() < 3, "{:?}", began.elapsed());
    // Of one that is a little too long, the list itself tells.
    let one = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }";
    nobody.gql(one, json!({ "ids": vec!["x"; 101] })).await.refused("validation_failed");
}

async fn a_mutation_that_asks_too_much_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let create = |n: usize| format!("a{n}: createPost(input: {{ title: \"Hello\" }}) {{ id }} ");
    let query = format!("mutation {{ {} }}", (0..51).map(create).collect::<String>());
    assert_refused(&ada.gql(&query, json!({})).await.http, "query_too_many_root_fields");
    assert_eq!(app.db_count("posts").await, 0);
}

/// `{ __typename }`, hashed by `sha256sum`.
const TYPENAME: &str = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";

fn persisted(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

async fn a_persisted_document_is_run_by_its_hash(app: TestApp) {
    let nobody = app.anonymous();
    let named = json!({ "extensions": persisted(TYPENAME) });
    let post = |body: &Value| nobody.request("POST", "/graphql").header("accept", "application/json").json(body);
    let unknown = post(&named).send().await;
    assert_eq!(unknown.status, 200);
    assert_eq!(unknown.json()["errors"][0]["message"], "PersistedQueryNotFound");
    assert_eq!(unknown.json()["errors"][0]["extensions"]["code"], "PERSISTED_QUERY_NOT_FOUND");
    let mut full = named.clone();
    full["query"] = json!("{ __typename }");
    let data = json!({ "data": { "__typename": "Query" } });
    assert_eq!(post(&full).send().await.json(), data);
    assert_eq!(post(&named).send().await.json(), data);
    let extensions: String = byte_serialize(persisted(TYPENAME).to_string().as_bytes()).collect();
    assert_eq!(nobody.get(&format!("/graphql?extensions={extensions}")).await.json(), data);
}

async fn a_persisted_document_is_run_by_its_hash_without_redis(app: TestApp) {
    a_persisted_document_is_run_by_its_hash(app).await;
}

/// Answers a request for a document by its hash, of the app and then of another process on the same Redis.
async fn named_to(nobody: &Actor) -> Value {
    nobody.post("/graphql", json!({ "extensions": persisted(TYPENAME) })).await.json()
}

#[test]
fn a_persisted_document_is_known_to_all_processes() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let other = Process::start_ready("api", &app.environment()).await;
        let (here, there) = (app.anonymous(), other.anonymous());
        for nobody in [&here, &there] {
            assert_eq!(named_to(nobody).await["errors"][0]["message"], "PersistedQueryNotFound");
        }
        let full = json!({ "query": "{ __typename }", "extensions": persisted(TYPENAME) });
        here.post("/graphql", full).await.expect(200);
        assert_eq!(named_to(&there).await, json!({ "data": { "__typename": "Query" } }));
    });
}

#[test]
fn a_text_that_redis_has_under_the_hash_of_another_is_not_run() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let client = redis::Client::open(app.environment()["REDIS_URL"].as_str()).unwrap();
        let mut redis = client.get_multiplexed_async_connection().await.unwrap();
        let [texts, asked] = ["texts", "asked"].map(|it| format!("{}:documents:{it}", app.deps.settings.redis.prefix));
        for (text, known) in [("{ me { id } }", false), ("{ __typename }", true)] {
            let mut put = redis::pipe();
            put.cmd("HSET").arg(&texts).arg(TYPENAME).arg(text).ignore();
            put.cmd("ZADD").arg(&asked).arg(app.deps.clock.now().timestamp_millis()).arg(TYPENAME).ignore();
            put.query_async::<()>(&mut redis).await.unwrap();
            assert_eq!(named_to(&app.anonymous()).await.get("data").is_some(), known, "{text}");
        }
    });
}

#[test]
fn redis_keeps_so_many_documents_of_such_a_length_and_for_so_long() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let client = redis::Client::open(app.environment()["REDIS_URL"].as_str()).unwrap();
        let mut redis = client.get_multiplexed_async_connection().await.unwrap();
        let [texts, asked] = ["texts", "asked"].map(|it| format!("{}:documents:{it}", app.deps.settings.redis.prefix));
        let (shared, now) = (app.deps.documents.as_ref().unwrap(), app.deps.clock.now());
        let hash = |n: usize| format!("{n:064x}");
        let mut put = redis::pipe();
        for (n, age) in (1..=MOST).zip((0..=MOST).rev()) {
            let at = now.timestamp_millis() - i64::try_from(age).unwrap();
            put.cmd("HSET").arg(&texts).arg(hash(n)).arg("{ __typename }").ignore();
            put.cmd("ZADD").arg(&asked).arg(at).arg(hash(n)).ignore();
        }
        put.query_async::<()>(&mut redis).await.unwrap();
        shared.keep(&hash(0), "{ __typename }", now).await;
        for kept in [("HLEN", &texts), ("ZCARD", &asked)] {
            let count: usize = redis::cmd(kept.0).arg(kept.1).query_async(&mut redis).await.unwrap();
            assert_eq!(count, MOST, "{kept:?}");
        }
        assert!(shared.find(&hash(0), now).await.is_some() && shared.find(&hash(1), now).await.is_none());
        assert!(shared.find(&hash(2), now + KEPT).await.is_none(), "nobody has asked for it for so long");
        shared.keep(&hash(1), &"x".repeat(LONGEST + 1), now).await;
        assert!(shared.find(&hash(1), now).await.is_none(), "too long to be shared");
    });
}

async fn a_hash_of_another_document_is_refused(app: TestApp) {
    let body = json!({ "query": "{ me { id } }", "extensions": persisted(TYPENAME) });
    assert_refused(&app.anonymous().post("/graphql", body).await, "persisted_query_mismatch");
    let body = json!({ "extensions": { "persistedQuery": { "version": 2, "sha256Hash": TYPENAME } } });
    assert_refused(&app.anonymous().post("/graphql", body).await, "persisted_query_version");
    let body = json!({ "extensions": { "persistedQuery": "x" } });
    let refused = app.anonymous().post("/graphql", body).await;
    assert_refused(&refused, "graphql_invalid");
    assert!(refused.text().contains("expected an object"), "{}", refused.text());
}

async fn nothing_of_the_schema_is_told(app: TestApp) {
    let nobody = app.anonymous();
    let mut answers = Vec::new();
    for query in [
        "{ usre(id: 1) { id } }",
        "{ user(id: 1) { idd } }",
        "{ user { id } }",
        "{ user(id: [1]) { id } }",
        "query A { __typename } query B { __typename }",
        "{ user(id: 1 }",
        "",
    ] {
        let reply = nobody.gql(query, json!({})).await;
        let error = &reply.errors[0];
        assert_eq!((reply.http.status, reply.errors.len()), (400, 1), "{query}");
        answers.push(json!([
            error["message"],
            error["extensions"]["detail"],
            error["extensions"]["code"],
            error["locations"]
        ]));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    let misfit = nobody.gql("query ($id: Int) { user(id: $id) { id } }", json!({})).await;
    assert_eq!(misfit.errors[0]["message"], answers[0][0], "found while it runs, told alike");
    let introspected = nobody.gql("{ __schema { types { name } } __type(name: \"Post\") { name } }", json!({})).await;
    assert!(!introspected.http.text().contains("Post"), "{}", introspected.http.text());
}
