//! Inputs spoiled in every way that the schema of an operation knows.

use presswork_tests::{Operation, document};
use serde_json::{Value, json};

/// Parameters that are a matter of the selection in GraphQL.
const OF_REST: [&str; 6] = ["commentsFirst", "commentsSort", "fields", "include", "includeFacets", "includeTotal"];

/// Arguments with one of them spoiled.
pub struct Spoiled {
    /// What was done to which.
    pub what: String,
    /// All arguments.
    pub arguments: Value,
}

/// Every way to spoil these arguments so that they still fit their types: the two faces have to say the same about it.
pub fn spoiled(operation: &Operation, good: &Value) -> Vec<Spoiled> {
    let mut all = Vec::new();
    for parameter in operation.declared["parameters"].as_array().into_iter().flatten() {
        let place = parameter["in"].as_str().unwrap_or_default();
        let Some(name) = argument(parameter) else { continue };
        for (what, value) in values(&parameter["schema"], place) {
            all.push(with(good, &[name], in_graphql_form(operation, name, value), &what));
        }
    }
    for (name, schema) in members(operation) {
        let required = input_schema(operation)["required"].as_array().is_some_and(|all| all.contains(&json!(name)));
        for (what, value) in values(&schema, "body") {
            all.push(with(good, &["input", &name], value, &what));
        }
        if !required {
            all.push(with(good, &["input", &name], Value::Null, "null"));
        }
    }
    all
}

/// Every way to send something of another type: GraphQL refuses it before the operation runs, REST when it reads it.
pub fn misfits(operation: &Operation, good: &Value) -> Vec<Spoiled> {
    let mut all = Vec::new();
    for (name, schema) in members(operation) {
        let other = if kind(&schema) == "object" { json!(7) } else { json!({ "no": "such" }) };
        all.push(with(good, &["input", &name], other, "another type"));
    }
    if operation.has_body() {
        all.push(with(good, &["input", "noSuchMember"], json!(1), "unknown member"));
        all.push(with(good, &["input"], json!({ "noSuchMember": 1 }), "nothing that is needed"));
    }
    all
}

/// What is a text with commas in an address is a list in GraphQL; the harness joins it again.
fn in_graphql_form(operation: &Operation, name: &str, value: Value) -> Value {
    let is_list = |of: &str| of.starts_with('[');
    let mut arguments = operation.field().arguments.iter().map(|argument| &argument.node);
    let lists = arguments.any(|it| it.name.node == name && is_list(&it.ty.node.to_string()));
    match value.as_str() {
        Some("") if lists => json!([]),
        Some(text) if lists => json!([text]),
        _ => value,
    }
}

/// The name under which both faces have a parameter; none for what only HTTP has.
pub fn argument(parameter: &Value) -> Option<&str> {
    let name = parameter["name"].as_str()?;
    match parameter["in"].as_str()? {
        "header" => parameter["x-graphql"].as_str(),
        _ => (!OF_REST.contains(&name)).then_some(name),
    }
}

/// The members of the body, with their schemas.
pub fn members(operation: &Operation) -> Vec<(String, Value)> {
    let schema = input_schema(operation);
    let members = schema["properties"].as_object().into_iter().flatten();
    members.map(|(name, schema)| (name.clone(), resolved(schema))).collect()
}

/// The schema of the body.
pub fn input_schema(operation: &Operation) -> Value {
    resolved(&operation.declared["requestBody"]["content"]["application/json"]["schema"])
}

/// A schema, or what its reference leads to; of a choice between something and null, the something.
pub fn resolved(schema: &Value) -> Value {
    let choice = schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"));
    if let Some(one) = choice {
        return resolved(one);
    }
    let Some(name) = schema["$ref"].as_str() else { return schema.clone() };
    document()["components"]["schemas"][name.trim_start_matches("#/components/schemas/")].clone()
}

/// The type of a schema, null left out.
pub fn kind(schema: &Value) -> &str {
    let types = schema["type"].as_array().and_then(|all| all.iter().find(|one| **one != "null"));
    types.unwrap_or(&schema["type"]).as_str().unwrap_or_default()
}

fn with(good: &Value, path: &[&str], value: Value, what: &str) -> Spoiled {
    let mut arguments = good.clone();
    let place = path.iter().fold(&mut arguments, |here, name| &mut here[*name]);
    *place = value;
    Spoiled { what: format!("{} {what}", path.join("/")), arguments }
}

fn values(schema: &Value, place: &str) -> Vec<(String, Value)> {
    let number = |name: &str| schema[name].as_i64();
    match kind(schema) {
        _ if schema["enum"].is_array() => Vec::new(),
        // A type of its own in GraphQL.
        "string" if schema["format"] == "date-time" => vec![("long ago".into(), json!("1999-12-31T23:59:59Z"))],
        "string" => texts(number("maxLength"), place),
        "integer" => {
            let (least, most) = (number("minimum"), number("maximum"));
            let beyond = [least.and_then(|n| n.checked_sub(1)), most.and_then(|n| n.checked_add(1)), Some(1 << 53)];
            beyond.into_iter().flatten().map(|n| (format!("{n}"), json!(n))).collect()
        }
        "array" if kind(&schema["items"]) == "string" => {
            let too_many = number("maxItems").and_then(|n| usize::try_from(n).ok()).unwrap_or(200) + 1;
            let many: Vec<_> = (0..too_many).map(|n| format!("item {n}")).collect();
            vec![("too many".into(), json!(many)), ("empty item".into(), json!([""])), ("NUL".into(), json!(["a\0b"]))]
        }
        _ => Vec::new(),
    }
}

fn texts(most: Option<i64>, place: &str) -> Vec<(String, Value)> {
    let mut texts = vec![
        ("nonsense", "no such thing".to_owned()),
        ("id of another type", "cat_01h455vb4pex5vsknk084sn02q".to_owned()),
        ("id of nothing", "post_01h455vb4pex5vsknk084sn02q".to_owned()),
    ];
    if place != "header" {
        texts.extend([("NUL", "a\0b".to_owned()), ("other scripts", "\u{202e}Ünï ✓ 字".to_owned())]);
    }
    if place != "path" {
        texts.push(("empty", String::new()));
        // Headers end at 8 KiB, and so do addresses.
        let length = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(5000) + 1;
        texts.extend((place == "body" || length < 6000).then(|| ("too long", "x".repeat(length))));
    }
    texts.into_iter().map(|(what, text)| (what.to_owned(), text.into())).collect()
}
