//! Arguments made by chance, from the schema of an operation and from what earlier answers had in them.

use std::collections::BTreeMap;

use presswork_tests::{OPERATIONS, Operation, PASSWORD};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use super::inputs::{argument, input_schema, kind, members, resolved};

/// How many values of a kind are remembered; the oldest go first.
const REMEMBERED: usize = 40;

/// Operations that chance hardly ever brings to anything, because they take a secret out of a mail or from elsewhere; and the one after
/// which somebody does nothing more for the rest of a round.
const SELDOM: [&str; 23] = [
    "acceptInvitation",
    "applyDataImport",
    "cancelSchedule",
    "completeMedia",
    "completeProviderLogin",
    "completeTwoFactorLogin",
    "confirmEmail",
    "confirmEmailChange",
    "confirmSubscription",
    "confirmTwoFactor",
    "createFirstAdmin",
    "deleteMe",
    "drainWorker",
    "liftSuppression",
    "linkIdentity",
    "planDataImport",
    "postRevisionDiff",
    "removeSubscriber",
    "resetPassword",
    "restorePost",
    "restoreRevision",
    "undoDataImport",
    "unlinkIdentity",
];

/// Times before, in and after those of a run.
const TIMES: [&str; 4] =
    ["1999-12-31T23:59:59Z", "2026-01-01T00:00:10Z", "2026-01-02T03:04:05.678901+02:00", "2199-01-01T00:00:00Z"];

/// A source of arguments; the same seed and the same answers give the same arguments.
pub struct Chance {
    random: StdRng,
    /// Ids by their prefix, other names by the member they stood in.
    seen: BTreeMap<String, Vec<String>>,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self { random: StdRng::seed_from_u64(seed), seen: BTreeMap::new() }
    }

    /// A number from 0 to below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.random.next_u64() % n as u64).unwrap_or_default()
    }

    /// Whether something happens that happens so often in a hundred times.
    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// An operation that both faces have.
    pub fn operation(&mut self) -> &'static Operation {
        let both: Vec<_> = OPERATIONS.values().filter(|operation| operation.root().is_some()).collect();
        let operation = both[self.below(both.len())];
        let seldom = SELDOM.contains(&operation.name.as_str()) && !self.happens(10);
        if seldom { self.operation() } else { operation }
    }

    /// Remembers the ids and names of an answer.
    pub fn learn(&mut self, answer: &Value) {
        match answer {
            Value::Object(object) => object.iter().for_each(|(name, value)| match value.as_str() {
                Some(text) => self.remember(name, text),
                None => self.learn(value),
            }),
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            _ => {}
        }
    }

    fn remember(&mut self, name: &str, text: &str) {
        let prefix = text.split_once('_').filter(|(_, rest)| rest.len() == 26).map(|(prefix, _)| prefix);
        let named = ["slug", "username", "endCursor", "startCursor", "name", "refreshToken", "token"].contains(&name);
        let Some(kind) = prefix.or(named.then_some(name)) else { return };
        let known = self.seen.entry(kind.to_owned()).or_default();
        if !known.iter().any(|one| one == text) {
            known.push(text.to_owned());
        }
        if known.len() > REMEMBERED {
            known.remove(0);
        }
    }

    /// Arguments for an operation: mostly fine, sometimes not.
    pub fn arguments(&mut self, operation: &Operation) -> Value {
        let mut arguments = json!({});
        for parameter in operation.declared["parameters"].as_array().into_iter().flatten() {
            let Some(name) = argument(parameter) else { continue };
            let needed = parameter["required"] == true;
            if needed || self.happens(25) {
                arguments[name] = self.parameter(name, parameter);
            }
        }
        if operation.has_body() {
            let schema = input_schema(operation);
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            arguments["input"] = json!({});
            for (name, member) in members(operation) {
                let needed = required.contains(&json!(name));
                match self.below(10) {
                    0 if !needed => arguments["input"][&name] = Value::Null,
                    n if needed || n > 4 => arguments["input"][&name] = self.value(&name, &member),
                    _ => {}
                }
            }
        }
        arguments
    }

    fn parameter(&mut self, name: &str, parameter: &Value) -> Value {
        match name {
            "idempotencyKey" => return json!(format!("key-{}", self.below(12))),
            "ifMatch" => return json!(*self.one(&["\"1\"", "\"2\", \"3\"", "*", "4", "nonsense"])),
            "after" | "before" => return json!(self.known(&["endCursor", "startCursor"])),
            _ => {}
        }
        let description = parameter["description"].as_str().unwrap_or_default();
        let prefixes = description.split('`').filter_map(|part| part.strip_suffix("_..."));
        let prefixes: Vec<&str> = prefixes.collect();
        match kind(&parameter["schema"]) {
            "string" if !prefixes.is_empty() && self.happens(90) => json!(self.known(&prefixes)),
            "string" if name == "id" || name == "ids" => json!(self.known(&["post", "user", "tag", "job"])),
            _ => match self.value(name, &parameter["schema"]) {
                // An address with an empty part is another address.
                Value::String(text) if text.is_empty() && parameter["in"] == "path" => json!("-"),
                value => value,
            },
        }
    }

    /// Something that was seen under one of these; a made-up text when there is nothing.
    fn known(&mut self, kinds: &[&str]) -> String {
        let kind = *self.one(kinds);
        let known = self.seen.get(kind).cloned().unwrap_or_default();
        if known.is_empty() { format!("{kind}_01h455vb4pex5vsknk084sn02q") } else { self.one(&known).clone() }
    }

    fn value(&mut self, name: &str, schema: &Value) -> Value {
        let schema = resolved(schema);
        if let Some(values) = schema["enum"].as_array() {
            return self.one(values).clone();
        }
        match kind(&schema) {
            "boolean" => json!(self.happens(50)),
            "integer" => json!(self.below(12)),
            "array" => (0..self.below(4)).map(|_| self.value("item", &schema["items"])).collect(),
            "object" => self.object(&schema),
            _ => json!(self.text(name, &schema)),
        }
    }

    /// Something within an input, with every member that it has.
    fn object(&mut self, schema: &Value) -> Value {
        let mut made = json!({});
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            made[name] = self.value(name, member);
        }
        made
    }

    fn text(&mut self, name: &str, schema: &Value) -> String {
        let words = ["Hello", "rust", "a second look", "Grüße", "x", "On *writing* well", ""];
        match name {
            _ if schema["format"] == "date-time" => (*self.one(&TIMES)).to_owned(),
            _ if self.happens(3) => "y".repeat(too_long(schema)),
            "password" | "currentPassword" if self.happens(80) => PASSWORD.to_owned(),
            "email" => format!("person-{}@example.org", self.below(30)),
            "username" => format!("person-{}", self.below(30)),
            "login" => (*self.one(&["owner", "stranger", "editor", "nobody"])).to_owned(),
            "slug" | "refreshToken" | "token" | "name" if self.happens(60) => self.known(&[name]),
            _ if self.happens(40) => schema["example"].as_str().unwrap_or("example").to_owned(),
            _ => (*self.one(&words)).to_owned(),
        }
    }
}

/// One character more than a text may have; not so many that the address of a request gets too long.
fn too_long(schema: &Value) -> usize {
    schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok()).map_or(300, |most| most.min(5000) + 1)
}
