//! Front matter in TOML and in JSON.

use std::collections::HashMap;

use toml::Table;

use super::{Member, Wrong};

/// Tables whose members count as those of the front matter itself.
const TAXONOMIES: &str = "taxonomies";
/// What is said of a value that is a table or an object.
const NESTED: &str = "one text or a list of texts is expected";

/// The members of a document of TOML whose first line is the second of its file.
pub(super) fn of_toml(text: &str) -> Result<Vec<Member>, Wrong> {
    let table: Table = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (2 + ends(text, at), format!("this is no TOML: {}", error.message()))
    })?;
    let (mut members, lines) = (Vec::new(), lines_of(text));
    for (key, value) in &table {
        match value {
            toml::Value::Table(more) if key == TAXONOMIES => {
                members.extend(more.iter().map(|(key, value)| toml_member(&lines, key, value)));
            }
            value => members.push(toml_member(&lines, key, value)),
        }
    }
    Ok(members)
}

fn toml_member(lines: &HashMap<&str, u64>, key: &str, value: &toml::Value) -> Member {
    let values = match value {
        toml::Value::Array(items) => items.iter().map(of_toml_scalar).collect(),
        value => of_toml_scalar(value).map(|text| vec![text]),
    };
    member(key, values, 2 + line_of(lines, key))
}

fn of_toml_scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Array(_) | toml::Value::Table(_) => None,
        other => Some(other.to_string()),
    }
}

/// The members of the object that a file begins with, and what follows.
pub(super) fn of_json(text: &str) -> Result<(Vec<Member>, &str), Wrong> {
    type Object = serde_json::Map<String, serde_json::Value>;
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Object>();
    let object = match stream.next() {
        Some(Ok(object)) => object,
        Some(Err(error)) => return Err((error.line() as u64, format!("this is no JSON: {error}"))),
        None => return Err((1, "this is no JSON".to_owned())),
    };
    let body = text.get(stream.byte_offset()..).unwrap_or_default();
    let lines = lines_of(&text[..text.len() - body.len()]);
    let members = object.iter().map(|(key, value)| {
        let values = match value {
            serde_json::Value::Null => Some(Vec::new()),
            serde_json::Value::Array(items) => items.iter().map(of_json_scalar).collect(),
            value => of_json_scalar(value).map(|text| vec![text]),
        };
        member(key, values, 1 + line_of(&lines, key))
    });
    Ok((members.collect(), body))
}

fn of_json_scalar(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(_) | serde_json::Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn member(key: &str, values: Option<Vec<String>>, line: u64) -> Member {
    let unclear = values.is_none().then_some(NESTED);
    let values = values.unwrap_or_default().into_iter().filter(|text| !text.is_empty()).collect();
    Member { key: key.to_lowercase(), values, is_plain: false, unclear, line }
}

/// How many lines end before a place.
fn ends(text: &str, at: usize) -> u64 {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() as u64
}

/// The names that lines begin with, each with how many lines stand before the first of it.
fn lines_of(text: &str) -> HashMap<&str, u64> {
    let mut lines = HashMap::new();
    for (n, line) in text.lines().enumerate() {
        let begun = line.trim_start().trim_start_matches(['"', '\'']);
        let name = begun.split(['"', '\'', '=', ':', ' ', '\t']).next().unwrap_or_default();
        lines.entry(name).or_insert(n as u64);
    }
    lines
}

fn line_of(lines: &HashMap<&str, u64>, key: &str) -> u64 {
    lines.get(key).copied().unwrap_or_default()
}
