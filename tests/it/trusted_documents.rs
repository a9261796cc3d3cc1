//! A server that runs only the documents that its operator has listed.

use std::{fs, io::Write};

use presswork_tests::{Actor, Face, PROTOCOL, Profile, Reply, Socket, TestApp, run};
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use url::form_urlencoded::byte_serialize;

const POSTS: &str = "query Posts($first: Int) { posts(first: $first) { nodes { title } } }";
const CREATE: &str = "mutation Create($title: String!) { createPost(input: { title: $title }) { title } }";

/// As graphql-codegen writes it, but for the ids.
fn list() -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(json!({ "posts-1": POSTS, "create-1": CREATE }).to_string().as_bytes()).unwrap();
    file
}

fn trusting<F: Future<Output = ()>>(test: fn(TestApp) -> F) {
    let list = list();
    let settings = [("PRESSWORK__GRAPHQL__TRUSTED_DOCUMENTS", list.path().to_str().unwrap())];
    for profile in Profile::ALL {
        run(profile, Face::Rest, &settings, test);
    }
}

async fn ask(actor: &Actor, body: &Value) -> Reply {
    actor.request("POST", "/graphql").json(body).send().await
}

fn assert_refused(reply: &Reply) {
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert_eq!(reply.json()["errors"][0]["extensions"]["code"], "document_not_trusted", "{}", reply.text());
}

#[test]
fn a_document_of_the_list_runs_by_its_id_and_by_its_text() {
    trusting(|app| async move {
        let ada = app.user("ada").await;
        let created = ask(&ada, &json!({ "documentId": "create-1", "variables": { "title": "Hello" } })).await;
        assert_eq!(created.json(), json!({ "data": { "createPost": { "title": "Hello" } } }));
        let none = json!({ "data": { "posts": { "nodes": [] } } });
        assert_eq!(ask(&ada, &json!({ "query": POSTS })).await.json(), none);
        assert_eq!(ada.get("/graphql?documentId=posts-1").await.json(), none);
        let by_get = ada.get("/graphql?documentId=create-1&variables=%7B%22title%22%3A%22x%22%7D").await;
        assert_eq!(by_get.status, 405, "a mutation");
    });
}

#[test]
fn no_other_document_runs_whatever_way_it_comes() {
    trusting(|app| async move {
        let ada = app.user("ada").await;
        let other = format!("{POSTS} ");
        assert_refused(&ask(&ada, &json!({ "query": other })).await);
        assert_refused(&ask(&ada, &json!({ "query": other, "documentId": "posts-1" })).await);
        assert_refused(&ask(&ada, &json!({ "query": "{ __schema { types { name } } }" })).await);
        assert_refused(&ask(&ada, &json!({ "query": "{" })).await);
        assert_refused(&ask(&ada, &json!({ "documentId": "sha256:0" })).await);
        assert_refused(&ask(&ada, &json!({})).await);
        let text: String = byte_serialize(b"{ me { id } }").collect();
        assert_refused(&ada.get(&format!("/graphql?query={text}")).await);
        // Nobody adds to the list: the protocol of automatic persisted queries is not spoken.
        let hash = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        assert_refused(&ask(&ada, &json!({ "query": "{ __typename }", "extensions": extensions })).await);
        assert_refused(&ask(&ada, &json!({ "extensions": extensions })).await);
        let request = ada.request("POST", "/graphql").json(&json!({ "query": "{ me { id } }" }));
        let mut events = request.follow().await;
        let told = events.expect("next").await;
        assert_eq!(told.data["errors"][0]["extensions"]["code"], "document_not_trusted");
        let mut socket = Socket::open(app.base(), &[("sec-websocket-protocol", PROTOCOL)]).await.unwrap();
        socket.introduce(json!({ "accessToken": ada.token })).await;
        socket.subscribe("a", "{ me { id } }", json!({})).await;
        let told = socket.expect("error").await;
        assert_eq!(told["payload"][0]["extensions"]["code"], "document_not_trusted");
        socket.send(json!({ "type": "subscribe", "id": "b", "payload": { "documentId": "posts-1" } })).await;
        socket.expect("next").await;
    });
}

#[test]
fn a_list_that_can_not_be_read_stops_the_start() {
    let file = list();
    fs::write(file.path(), json!({ "a": "{ me {" }).to_string()).unwrap();
    let path = file.path().to_str().unwrap().to_owned();
    let started = std::panic::catch_unwind(|| {
        let settings = [("PRESSWORK__GRAPHQL__TRUSTED_DOCUMENTS", path.as_str())];
        run(Profile::Embedded, Face::Rest, &settings, |_: TestApp| async {});
    });
    assert!(started.is_err());
}
