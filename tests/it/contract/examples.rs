//! The examples of the OpenAPI document are requests that work: here they are sent.

use presswork_tests::{Face, OPERATIONS, Operation, TestApp, document, each_profile};
use serde_json::{Value, json};

use crate::matrix::{
    fixtures::Cast,
    table::{Row, rows},
};

each_profile! {
    the_example_of_every_body_is_accepted,
    the_example_of_every_parameter_is_accepted,
}

/// Members whose value is of one server and one moment: tokens, codes, things that exist. The fixture has them.
const OF_THE_MOMENT: [&str; 9] =
    ["actionId", "author", "challenge", "code", "coverMediaId", "parentId", "refreshToken", "subjectId", "token"];

/// A row of an operation that succeeds, and who may.
fn good(operation: &str) -> Option<(Row, &'static str)> {
    let row =
        rows().into_iter().find(|row| row.operation == operation && row.cells.iter().any(|(_, it)| *it == "ok"))?;
    let role = row.cells.iter().rev().find(|(_, expected)| *expected == "ok")?.0;
    Some((row, role))
}

/// Every operation that somebody may do, with a row of it and who may.
pub fn operations() -> impl Iterator<Item = (&'static Operation, Row, &'static str)> {
    OPERATIONS.values().filter_map(|operation| good(&operation.name).map(|(row, role)| (operation, row, role)))
}

/// The type of a body, whether it has a name or is spelled out.
fn body(content: &Value) -> &Value {
    let named = content["schema"]["$ref"].as_str().map(|to| to.trim_start_matches("#/components/schemas/"));
    named.map_or(&content["schema"], |name| &document()["components"]["schemas"][name])
}

/// The members of a body that have examples, with them.
fn examples(operation: &Operation) -> Vec<(String, Value)> {
    let schema = body(&operation.declared["requestBody"]["content"]["application/json"]);
    let members = schema["properties"].as_object().cloned().unwrap_or_default();
    let lasting = members.into_iter().filter(|(member, _)| !OF_THE_MOMENT.contains(&member.as_str()));
    lasting.filter_map(|(member, schema)| Some((member, schema.get("example")?.clone()))).collect()
}

async fn the_example_of_every_body_is_accepted(app: TestApp) {
    let mut cast = Cast::assemble(app).await;
    let (mut wrong, mut sent) = (Vec::new(), 0);
    for (operation, row, role) in operations().filter(|(operation, ..)| operation.has_body()) {
        if operation.name == "login" {
            // The account of the examples.
            let ada = json!({ "username": "ada", "email": "ada@example.org", "password": "tram violet kettle" });
            cast.join(&ada).await;
        }
        let actor = cast.actor(role).await.through(Face::Rest);
        let mut arguments = cast.arguments(&row, &actor).await;
        for (member, example) in examples(operation) {
            arguments["input"][member] = example;
            sent += 1;
        }
        if arguments["input"]["username"].is_string() {
            // The one thing that can't be taken twice.
            arguments["input"]["username"] = json!(format!("ada-{sent}"));
        }
        if let Err(problem) = actor.call(&operation.name, arguments.clone()).await.result {
            wrong.push(format!("{} {arguments}: {problem}", operation.name));
        }
        cast.reset_passwords().await;
    }
    cast.dismiss();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sent > 20, "only {sent} examples");
}

async fn the_example_of_every_parameter_is_accepted(app: TestApp) {
    let mut cast = Cast::assemble(app).await;
    let (mut wrong, mut sent) = (Vec::new(), 0);
    for (operation, row, role) in operations() {
        let parameters = operation.declared["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|it| it["in"] == "query") {
            let example = parameter.get("example").or_else(|| parameter["schema"].get("example"));
            let Some(example) = example else { continue };
            let actor = cast.actor(role).await.through(Face::Rest);
            let mut arguments = cast.arguments(&row, &actor).await;
            let name = parameter["name"].as_str().unwrap();
            arguments[name] = example.clone();
            sent += 1;
            if let Err(problem) = actor.call(&operation.name, arguments).await.result {
                wrong.push(format!("{} {name}={example}: {problem}", operation.name));
            }
        }
    }
    cast.dismiss();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sent > 10, "only {sent} examples");
}

#[test]
fn every_body_is_shown_whole_and_with_the_examples_of_its_members() {
    let mut shown = 0;
    for operation in OPERATIONS.values().filter(|operation| operation.has_body()) {
        for content in operation.declared["requestBody"]["content"].as_object().unwrap().values() {
            let schema = body(content);
            // Bytes have no members.
            if schema["type"] == "string" {
                continue;
            }
            let example = content["example"].as_object().unwrap_or_else(|| panic!("{} shows no body", operation.name));
            for member in schema["required"].as_array().into_iter().flatten() {
                let member = member.as_str().unwrap();
                assert!(example.contains_key(member), "{} is not shown with its {member}", operation.name);
            }
            for (member, value) in examples(operation) {
                // What is sent, in `the_example_of_every_body_is_accepted`.
                assert_eq!(example.get(&member), Some(&value), "{}.{member}", operation.name);
            }
            shown += 1;
        }
    }
    assert!(shown > 35, "only {shown} bodies");
}
