//! The guard sees what breaks, and lets pass what does not.

use serde_json::{Value, json};

use super::{graphql, read, rest};

fn document() -> Value {
    serde_json::from_str(&read("openapi.json")).unwrap()
}

/// What is found when this is done to the document.
fn rest_after(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let (before, mut after) = (document(), document());
    change(&mut after);
    rest::breaks(&before, &after)
}

fn graphql_after(from: &str, to: &str) -> Vec<String> {
    let before = read("schema.graphql");
    assert!(before.contains(from), "{from}");
    graphql::breaks(&before, &before.replacen(from, to, 1))
}

fn remove(value: &mut Value, name: &str) {
    assert!(value.as_object_mut().unwrap().remove(name).is_some(), "{name}");
}

fn parameter<'a>(operation: &'a mut Value, name: &str) -> &'a mut Value {
    operation["parameters"].as_array_mut().unwrap().iter_mut().find(|it| it["name"] == name).unwrap()
}

#[test]
fn what_breaks_clients_of_rest_is_found() {
    type Change = (&'static str, fn(&mut Value));
    let changes: [Change; 17] = [
        ("GET /v1/tags is gone", |it| remove(&mut it["paths"], "/v1/tags")),
        ("GET /v1/tags has another operationId", |it| it["paths"]["/v1/tags"]["get"]["operationId"] = json!("labels")),
        ("GET /v1/tags needs credentials now", |it| {
            it["paths"]["/v1/tags"]["get"]["security"] = json!([{ "bearer": [] }]);
        }),
        ("GET /v1/posts parameter tag in query is gone", |it| {
            it["paths"]["/v1/posts"]["get"]["parameters"].as_array_mut().unwrap().retain(|it| it["name"] != "tag");
        }),
        ("GET /v1/posts parameter tag in query is required now", |it| {
            parameter(&mut it["paths"]["/v1/posts"]["get"], "tag")["required"] = json!(true);
        }),
        ("GET /v1/posts parameter first in query has a tighter maximum", |it| {
            parameter(&mut it["paths"]["/v1/posts"]["get"], "first")["schema"]["maximum"] = json!(50);
        }),
        ("GET /v1/tags parameter lang in query is new and required", |it| {
            let new = json!({ "name": "lang", "in": "query", "required": true, "schema": { "type": "string" } });
            it["paths"]["/v1/tags"]["get"]["parameters"].as_array_mut().unwrap().push(new);
        }),
        ("POST /v1/posts takes no application/json any more", |it| {
            remove(&mut it["paths"]["/v1/posts"]["post"]["requestBody"]["content"], "application/json");
        }),
        ("POST /v1/posts answers 201 no more", |it| remove(&mut it["paths"]["/v1/posts"]["post"]["responses"], "201")),
        ("CreatePostInput.title has a tighter maxLength", |it| {
            it["components"]["schemas"]["CreatePostInput"]["properties"]["title"]["maxLength"] = json!(199);
        }),
        ("CreatePostInput.slug is gone", |it| {
            remove(&mut it["components"]["schemas"]["CreatePostInput"]["properties"], "slug");
        }),
        ("CreatePostInput.markdown is required now", |it| {
            it["components"]["schemas"]["CreatePostInput"]["required"] = json!(["title", "markdown"]);
        }),
        ("CreatePostInput.title is integer and was string", |it| {
            it["components"]["schemas"]["CreatePostInput"]["properties"]["title"]["type"] = json!("integer");
        }),
        ("Post.excerpt is gone", |it| remove(&mut it["components"]["schemas"]["Post"]["properties"], "excerpt")),
        ("Post.title is null or string and was string", |it| {
            it["components"]["schemas"]["Post"]["properties"]["title"]["type"] = json!(["string", "null"]);
        }),
        ("Post.title may be missing now", |it| {
            let required = it["components"]["schemas"]["Post"]["required"].as_array_mut().unwrap();
            required.retain(|name| name != "title");
        }),
        ("Post.createdAt has another format", |it| {
            it["components"]["schemas"]["Post"]["properties"]["createdAt"] =
                json!({ "type": "string", "format": "date" });
        }),
    ];
    for (expected, change) in changes {
        let found = rest_after(change);
        assert!(found.contains(&format!("REST: {expected}")), "{expected}: {found:#?}");
    }
}

#[test]
fn what_adds_to_rest_passes() {
    let found = rest_after(|it| {
        it["paths"]["/v1/labels"] = json!({ "get": { "operationId": "labels", "responses": {} } });
        let post = &mut it["components"]["schemas"]["Post"];
        post["properties"]["language"] = json!({ "type": "string" });
        post["required"].as_array_mut().unwrap().push(json!("language"));
        let input = &mut it["components"]["schemas"]["CreatePostInput"]["properties"];
        input["language"] = json!({ "type": "string", "maxLength": 10 });
        input["title"]["maxLength"] = json!(300);
        let new = json!({ "name": "lang", "in": "query", "required": false, "schema": { "type": "string" } });
        it["paths"]["/v1/tags"]["get"]["parameters"].as_array_mut().unwrap().push(new);
        it["paths"]["/v1/tags"]["get"]["responses"]["418"] = json!({ "description": "A teapot." });
        it["info"]["description"] = json!("Other words.");
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_breaks_clients_of_graphql_is_found() {
    for (from, to, expected) in [
        ("type Tag implements", "type Label implements", "Tag is gone"),
        ("type Tag implements", "interface Tag implements", "Tag is of another kind"),
        ("\tcommentCount: Int!", "\tcomments: Int!", "Post.commentCount is gone"),
        ("\tcommentCount: Int!", "\tcommentCount: Int", "Post.commentCount is Int and was Int!"),
        ("enum PostStatus {", "enum PostStatus { other", ""),
        (
            "input CreatePostInput {",
            "input CreatePostInput { language: String!",
            "CreatePostInput.language is new and required",
        ),
        ("input CreatePostInput {", "input CreatePostInput { language: String! = \"en\"", ""),
        ("input CreatePostInput {", "input CreatePostInput { language: String", ""),
        ("type Post implements Node {", "type Post {", "Post no longer implements Node"),
        ("type Tag implements Node {", "type Tag implements Node { color: String!", ""),
    ] {
        let found = graphql_after(from, to);
        match expected {
            "" => assert_eq!(found, [""; 0], "{to}"),
            _ => assert!(found.contains(&format!("GraphQL: {expected}")), "{expected}: {found:#?}"),
        }
    }
}
