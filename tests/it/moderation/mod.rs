//! What moderators do.

mod appeals;
mod content;
mod people;
mod plans;
mod written;

use presswork_tests::{Actor, Outcome};
use serde_json::{Value, json};

/// Does something; the reason is always the same.
async fn act(by: &Actor, kind: &str, subject: &Value) -> Outcome {
    act_until(by, kind, subject, Value::Null).await
}

async fn act_until(by: &Actor, kind: &str, subject: &Value, until: Value) -> Outcome {
    let input =
        json!({ "kind": kind, "subjectId": subject["id"], "reason": "spam", "note": "Not here.", "until": until });
    by.call("createModerationAction", json!({ "input": input })).await
}

async fn reverse(by: &Actor, action: &Value) -> Outcome {
    let arguments = json!({ "id": action["id"], "input": { "note": "Thought better of it." } });
    by.call("reverseModerationAction", arguments).await
}

fn person(actor: &Actor) -> Value {
    json!({ "id": actor.id })
}

fn titles(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}
