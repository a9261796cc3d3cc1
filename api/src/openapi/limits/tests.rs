//! That the table is whole, and the document says the same.

use std::collections::BTreeSet;

use serde_json::Value;

use super::declare::members;

/// Every member of an input, as `Type.member`.
fn declared() -> Vec<(String, Value)> {
    let document = serde_json::to_value(crate::openapi::document()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap().clone();
    let inputs = schemas.into_iter().filter(|(name, _)| name.ends_with("Input"));
    let members = inputs.flat_map(|(name, schema)| {
        let members = schema["properties"].as_object().cloned().unwrap_or_default();
        members.into_iter().map(move |(member, schema)| (format!("{name}.{member}"), schema))
    });
    members.collect()
}

fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|all| all.contains(&kind.into()))
}

#[test]
fn every_text_list_and_number_of_an_input_has_its_limit_from_the_table() {
    for (name, schema) in declared() {
        let missing = |member: &str| format!("{name} has no {member}: add it to the table in openapi/limits/");
        if is(&schema, "string") && schema.get("enum").is_none() && schema.get("format") != Some(&"date-time".into()) {
            assert!(schema["maxLength"].is_u64(), "{}", missing("maxLength"));
        }
        if is(&schema, "array") {
            assert!(schema["maxItems"].is_u64(), "{}", missing("maxItems"));
        }
        if is(&schema, "integer") {
            assert!(schema["minimum"].is_u64() && schema["maximum"].is_u64(), "{}", missing("minimum and maximum"));
        }
    }
}

#[test]
fn every_line_of_the_table_is_about_something() {
    let declared: BTreeSet<String> = declared().into_iter().map(|(name, _)| name).collect();
    for (name, _) in members() {
        assert!(declared.contains(name), "{name}");
    }
}

#[test]
fn no_limit_is_written_beside_a_type() {
    fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/blueprints");
    for file in files(&sources) {
        let text = std::fs::read_to_string(&file).unwrap();
        for attribute in ["max_length", "min_length", "max_items", "min_items", "maximum"] {
            assert!(!text.contains(&format!("{attribute} =")), "{attribute} in {}", file.display());
        }
    }
}

#[test]
fn what_people_read_about_a_limit_is_what_it_is() {
    for (name, schema) in declared() {
        let description = schema["description"].as_str().unwrap_or_default().replace(',', "");
        let limits = ["minLength", "maxLength", "maxItems"].map(|member| schema[member].as_u64());
        if limits == [None; 3] {
            continue;
        }
        let words: Vec<&str> = description.split([' ', ';', '.', ':']).collect();
        for (n, word) in words.iter().enumerate() {
            let (before, after) = (words[..n].last(), words.get(n + 1));
            let about_length =
                [before, after].into_iter().flatten().any(|it| ["most", "to", "characters"].contains(it));
            if let (true, Ok(number)) = (about_length, word.parse::<u64>()) {
                assert!(number == 1 || limits.contains(&Some(number)), "{name} says {number}: {description}");
            }
        }
    }
}
