//! What breaks clients of the REST face.
//!
//! Requests may be allowed more than before and answers may tell more; never the other way round. This server refuses members
//! and parameters that it does not know, so that one that goes is a break, too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Which way a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From the client to the server.
    In,
    /// From the server to the client.
    Out,
}

/// Two documents, and what was found.
struct Comparison<'a> {
    before: &'a Value,
    after: &'a Value,
    /// Pairs of named types that are being compared or have been.
    seen: BTreeSet<(String, String, bool)>,
    found: BTreeSet<String>,
}

/// What breaks from one document to the next, in words.
pub fn breaks(before: &Value, after: &Value) -> Vec<String> {
    let mut comparison = Comparison { before, after, seen: BTreeSet::new(), found: BTreeSet::new() };
    comparison.paths();
    comparison.found.into_iter().collect()
}

impl Comparison<'_> {
    fn note(&mut self, what: &str) {
        self.found.insert(format!("REST: {what}"));
    }

    fn paths(&mut self) {
        for (path, item) in objects(&self.before["paths"]) {
            for (method, operation) in objects(item).filter(|(_, it)| it["operationId"].is_string()) {
                let name = format!("{} {path}", method.to_uppercase());
                match self.after["paths"][path].get(method) {
                    Some(now) => self.operation(&name, operation, now),
                    None => self.note(&format!("{name} is gone")),
                }
            }
        }
    }

    fn operation(&mut self, name: &str, before: &Value, after: &Value) {
        if before["operationId"] != after["operationId"] {
            self.note(&format!("{name} has another operationId"));
        }
        let anonymous = |operation: &Value| match operation["security"].as_array() {
            Some(all) => all.is_empty() || all.contains(&serde_json::json!({})),
            None => true,
        };
        if anonymous(before) && !anonymous(after) {
            self.note(&format!("{name} needs credentials now"));
        }
        self.parameters(name, before, after);
        self.body(name, &before["requestBody"], &after["requestBody"]);
        self.answers(name, &before["responses"], &after["responses"]);
    }

    fn parameters(&mut self, name: &str, before: &Value, after: &Value) {
        let (before, after) = (parameters(before), parameters(after));
        for (key, was) in &before {
            let place = format!("{name} parameter {} in {}", key.1, key.0);
            let Some(is) = after.get(key) else {
                self.note(&format!("{place} is gone"));
                continue;
            };
            if is["required"] == true && was["required"] != true {
                self.note(&format!("{place} is required now"));
            }
            self.schema(&place, &was["schema"], &is["schema"], Way::In);
        }
        for (key, is) in &after {
            if !before.contains_key(key) && is["required"] == true {
                self.note(&format!("{name} parameter {} in {} is new and required", key.1, key.0));
            }
        }
    }

    fn body(&mut self, name: &str, before: &Value, after: &Value) {
        if before.is_null() {
            if after["required"] == true {
                self.note(&format!("{name} needs a body now"));
            }
            return;
        }
        if before["required"] != true && after["required"] == true {
            self.note(&format!("{name} needs a body now"));
        }
        for (kind, content) in objects(&before["content"]) {
            match after["content"].get(kind) {
                Some(now) => self.schema(&format!("{name} body"), &content["schema"], &now["schema"], Way::In),
                None => self.note(&format!("{name} takes no {kind} any more")),
            }
        }
    }

    fn answers(&mut self, name: &str, before: &Value, after: &Value) {
        for (status, answer) in objects(before).filter(|(status, _)| status.starts_with(['2', '3'])) {
            let Some(now) = after.get(status) else {
                self.note(&format!("{name} answers {status} no more"));
                continue;
            };
            for (kind, content) in objects(&answer["content"]) {
                let place = format!("{name} answer {status}");
                match now["content"].get(kind) {
                    Some(now) => self.schema(&place, &content["schema"], &now["schema"], Way::Out),
                    None => self.note(&format!("{place} is no {kind} any more")),
                }
            }
        }
    }

    fn schema(&mut self, place: &str, before: &Value, after: &Value, way: Way) {
        let names = (named(before), named(after));
        if let (Some(was), Some(is)) = names {
            // A named type is told about once, under its own name.
            if self.seen.insert((was.to_owned(), is.to_owned(), way == Way::In)) {
                let (before, after) = (resolved(self.before, before).clone(), resolved(self.after, after).clone());
                self.plain(was, &before, &after, way);
            }
            return;
        }
        let (before, after) = (resolved(self.before, before).clone(), resolved(self.after, after).clone());
        self.plain(place, &before, &after, way);
    }

    fn plain(&mut self, place: &str, before: &Value, after: &Value, way: Way) {
        let (was, is) = (kinds(before), kinds(after));
        let (must, may) = if way == Way::In { (&was, &is) } else { (&is, &was) };
        if !must.is_subset(may) {
            self.note(&format!("{place} is {} and was {}", joined(&is), joined(&was)));
            return;
        }
        if before["format"] != after["format"] {
            self.note(&format!("{place} has another format"));
        }
        if way == Way::In {
            self.limits(place, before, after);
        }
        self.values(place, before, after, way);
        self.alternatives(place, before, after, way);
        self.members(place, before, after, way);
        if before["items"].is_object() && after["items"].is_object() {
            self.schema(&format!("{place} item"), &before["items"], &after["items"], way);
        }
    }

    /// What a client sends must not be bounded tighter than before.
    fn limits(&mut self, place: &str, before: &Value, after: &Value) {
        for (name, tighter) in [
            ("maxLength", f64::lt as fn(&f64, &f64) -> bool),
            ("maxItems", f64::lt),
            ("maximum", f64::lt),
            ("minLength", f64::gt),
            ("minItems", f64::gt),
            ("minimum", f64::gt),
        ] {
            let (was, is) = (before[name].as_f64(), after[name].as_f64());
            if is.is_some_and(|is| was.is_none_or(|was| tighter(&is, &was))) {
                self.note(&format!("{place} has a tighter {name}"));
            }
        }
        if !after["pattern"].is_null() && before["pattern"] != after["pattern"] {
            self.note(&format!("{place} has another pattern"));
        }
    }

    /// Values of an enum: none that a client sends may go. Answers may have new ones.
    fn values(&mut self, place: &str, before: &Value, after: &Value, way: Way) {
        let Some(known) = after["enum"].as_array() else { return };
        let gone: Vec<&Value> = match before["enum"].as_array() {
            Some(values) => values.iter().filter(|value| !known.contains(value)).collect(),
            None if way == Way::In => vec![&Value::Null],
            None => Vec::new(),
        };
        if way == Way::In && !gone.is_empty() {
            self.note(&format!("{place} does not take every value of before"));
        }
    }

    fn alternatives(&mut self, place: &str, before: &Value, after: &Value, way: Way) {
        for word in ["oneOf", "anyOf", "allOf"] {
            let of = |schema: &Value| schema[word].as_array().cloned().unwrap_or_default();
            let (was, is) = (of(before), of(after));
            let fits = |one: &Value, all: &[Value]| {
                all.iter().position(|other| named(other) == named(one) && kinds(other) == kinds(one))
            };
            for one in &was {
                match fits(one, &is) {
                    Some(at) => self.schema(place, one, &is[at], way),
                    None if way == Way::In || named(one).is_some() => {
                        self.note(&format!(
                            "{place} lost the alternative {}",
                            named(one).map_or_else(|| joined(&kinds(one)), str::to_owned)
                        ));
                    }
                    None => {}
                }
            }
        }
    }

    fn members(&mut self, place: &str, before: &Value, after: &Value, way: Way) {
        for (name, was) in objects(&before["properties"]) {
            let place = format!("{place}.{name}");
            let Some(is) = after["properties"].get(name) else {
                self.note(&format!("{place} is gone"));
                continue;
            };
            if way == Way::Out && requires(before, name) && !requires(after, name) {
                self.note(&format!("{place} may be missing now"));
            }
            self.schema(&place, was, is, way);
        }
        for name in after["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if way == Way::In && !requires(before, name) {
                self.note(&format!("{place}.{name} is required now"));
            }
        }
    }
}

fn objects(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn parameters(operation: &Value) -> BTreeMap<(String, String), Value> {
    let text = |parameter: &Value, name: &str| parameter[name].as_str().unwrap_or_default().to_owned();
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.map(|it| ((text(it, "in"), text(it, "name")), it.clone())).collect()
}

fn named(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    named(schema).map_or(schema, |name| &document["components"]["schemas"][name])
}

/// The types that a value may have; none said is all.
fn kinds(schema: &Value) -> BTreeSet<String> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

fn requires(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name))
}

fn joined(kinds: &BTreeSet<String>) -> String {
    if kinds.is_empty() { "anything".to_owned() } else { kinds.iter().cloned().collect::<Vec<_>>().join(" or ") }
}
