//! The limits that the OpenAPI document tells are those that hold.

use presswork_tests::{Face, OPERATIONS, TestApp, document, each_profile};
use serde_json::{Value, json};

use super::examples::operations;
use crate::matrix::fixtures::Cast;

each_profile! {
    a_text_of_the_length_that_is_told_passes_and_one_more_does_not,
    a_page_of_the_size_that_is_told_passes_and_one_more_does_not,
    a_parameter_that_is_longer_than_is_told_is_refused,
}

/// Texts that are compared and not kept: a longer one is another one, and is answered like any that is wrong.
const COMPARED: [&str; 10] = [
    "actionId",
    "challenge",
    "code",
    "coverMediaId",
    "currentPassword",
    "login",
    "parentId",
    "refreshToken",
    "subjectId",
    "token",
];
/// Passwords that are compared there.
const WITH_PASSWORD: [&str; 2] = ["login", "reauthenticate"];

async fn a_text_of_the_length_that_is_told_passes_and_one_more_does_not(app: TestApp) {
    let mut cast = Cast::assemble(app).await;
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (operation, row, role) in operations().filter(|(operation, ..)| operation.has_body()) {
        let schema = &operation.declared["requestBody"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str().unwrap().trim_start_matches("#/components/schemas/");
        for (member, schema) in document()["components"]["schemas"][name]["properties"].as_object().unwrap() {
            let compared = COMPARED.contains(&member.as_str())
                || (member == "password" && WITH_PASSWORD.contains(&operation.name.as_str()))
                || member == "queue";
            let Some(most) = schema["maxLength"].as_u64().filter(|_| !compared) else { continue };
            let too_long = |faults: &Value| {
                let pointer = format!("/{member}");
                let mut faults = faults["errors"].as_array().into_iter().flatten();
                faults.any(|fault| fault["pointer"] == pointer && fault["code"] == "too_long")
            };
            for (length, expected) in [(most + 1, true), (most, false)] {
                // New each time: what is accepted may be used up, such as an invitation, or end the session.
                let actor = cast.actor(role).await.through(Face::Rest);
                let mut arguments = cast.arguments(&row, &actor).await;
                arguments["input"][member] = json!(text(member, usize::try_from(length).unwrap()));
                let outcome = actor.call(&operation.name, arguments).await;
                if outcome.result.as_ref().err().is_some_and(too_long) != expected {
                    wrong.push(format!("{}.{member} of {length}: {:?}", operation.name, outcome.http.text()));
                }
                tried += 1;
                cast.reset_passwords().await;
            }
        }
    }
    cast.dismiss();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 20, "only {tried} texts");
}

/// A text of so many characters that is fine but for its length.
fn text(member: &str, length: usize) -> String {
    match member {
        "email" => {
            // A part of a domain has at most 63 characters.
            let tail = format!("@{}.org", vec!["d".repeat(60); 3].join("."));
            format!("{}{tail}", "a".repeat(length - tail.len()))
        }
        // Unlike anything that is easy to guess.
        "password" | "newPassword" => "tram violet kettle 42 ".chars().cycle().take(length).collect(),
        _ => "a".repeat(length),
    }
}

/// Whether there are numbers beyond it: those of versions are as large as numbers get.
fn exceedable(most: &Value) -> bool {
    most.as_i64().is_some_and(|most| most < i64::MAX)
}

async fn a_page_of_the_size_that_is_told_passes_and_one_more_does_not(app: TestApp) {
    let mut cast = Cast::assemble(app).await;
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (operation, row, role) in operations() {
        let parameters = operation.declared["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|it| exceedable(&it["schema"]["maximum"])) {
            let actor = cast.actor(role).await;
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let (least, most) = (schema["minimum"].as_i64().unwrap(), schema["maximum"].as_i64().unwrap());
            for (number, expected) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
                let mut arguments = cast.arguments(&row, &actor).await;
                arguments[name] = json!(number);
                let outcome = actor.through(Face::Rest).call(&operation.name, arguments).await;
                let refused = |problem: &Value| problem["errors"][0]["code"] == "out_of_range";
                if outcome.result.is_ok() != expected || outcome.result.err().is_some_and(|it| !refused(&it)) {
                    wrong.push(format!("{} {name}={number}: {}", operation.name, outcome.http.text()));
                }
                tried += 1;
            }
        }
    }
    cast.dismiss();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 20, "only {tried} numbers");
}

async fn a_parameter_that_is_longer_than_is_told_is_refused(app: TestApp) {
    let mut cast = Cast::assemble(app).await;
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (operation, row, role) in operations() {
        let parameters = operation.declared["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|it| it["in"] != "header") {
            let (name, most) = (parameter["name"].as_str().unwrap(), parameter["schema"]["maxLength"].as_u64());
            let Some(most) = most.and_then(|most| usize::try_from(most).ok()) else { continue };
            let actor = cast.actor(role).await.through(Face::Rest);
            let mut arguments = cast.arguments(&row, &actor).await;
            arguments[name] = json!("a".repeat(most + 1));
            let reply = actor.call(&operation.name, arguments).await.http;
            // What could be the name of a format, and is none that there is, is 501 (oEmbed, section 2.2.2).
            if !(400..500).contains(&reply.status) && name != "format" {
                wrong.push(format!("{} {name} of {}: {} {}", operation.name, most + 1, reply.status, reply.text()));
            }
            tried += 1;
            cast.reset_passwords().await;
        }
    }
    cast.dismiss();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 100, "only {tried} parameters");
}

#[test]
fn what_may_become_of_a_body_is_declared() {
    for operation in OPERATIONS.values().filter(|operation| operation.has_body()) {
        for status in ["400", "408", "413", "415", "422"] {
            assert!(operation.declared["responses"].get(status).is_some(), "{} {status}", operation.name);
        }
    }
}
