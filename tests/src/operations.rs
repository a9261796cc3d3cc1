//! Every operation of the contract, so that one call can go through either face.

use std::{collections::BTreeMap, sync::LazyLock};

use async_graphql_parser::types::FieldDefinition;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use crate::{Actor, Outcome, SCHEMA, codes, schema};

/// Every operation by its name, which is that of the GraphQL field too.
pub static OPERATIONS: LazyLock<BTreeMap<String, Operation>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, declared) in item.as_object().unwrap().iter().filter(|(_, it)| it["operationId"].is_string()) {
            let name = declared["operationId"].as_str().unwrap().to_owned();
            let operation =
                Operation { method: method.to_uppercase(), path: path.clone(), declared: declared.clone(), name };
            all.insert(operation.name.clone(), operation);
        }
    }
    all
});

/// The OpenAPI document of this build.
#[must_use]
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(&presswork_api::openapi_json()).unwrap());
    &DOCUMENT
}

/// One operation.
pub struct Operation {
    /// `operationId` and name of the root field.
    pub name: String,
    /// The method of the REST face.
    pub method: String,
    /// The path of the REST face, with `{parameters}`.
    pub path: String,
    /// What the OpenAPI document says about it.
    pub declared: Value,
}

impl Operation {
    /// `Query` or `Mutation`, when the GraphQL face has it.
    #[must_use]
    pub fn root(&self) -> Option<&str> {
        self.declared["x-graphql"].as_str()?.split_once('.').map(|(root, _)| root)
    }

    /// The GraphQL field.
    #[must_use]
    pub fn field(&self) -> &'static FieldDefinition {
        let root = self.root().unwrap_or_else(|| panic!("{} is not in GraphQL", self.name));
        SCHEMA.field(root, &self.name).unwrap_or_else(|| panic!("no field {root}.{}", self.name))
    }

    /// Whether it has a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.declared.get("requestBody").is_some()
    }

    /// Whether it has a parameter or a header of this name.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        self.declared["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["name"] == name)
    }

    pub(crate) async fn by_rest(&self, actor: &Actor, arguments: &Value) -> Outcome {
        let request = actor.request(&self.method, &self.address(arguments));
        let request = self.headers(arguments).fold(request, |request, (name, value)| request.header(name, value));
        let left_out = arguments["input"].is_null() && self.declared["requestBody"]["required"] != true;
        let request = if self.has_body() && !left_out { request.json(&arguments["input"]) } else { request };
        let http = request.send().await;
        let body = if http.body.is_empty() { Value::Null } else { http.json() };
        let result = if http.status < 300 { Ok(body) } else { Err(body) };
        if let Err(problem) = &result {
            codes::look_up_for(self, problem);
        }
        Outcome { result, http }
    }

    pub(crate) async fn by_graphql(&self, actor: &Actor, arguments: &Value) -> Outcome {
        let selection = SCHEMA.selection(schema::base(&self.field().ty.node));
        self.by_document(actor, arguments, &self.document(arguments, &selection)).await
    }

    /// Through GraphQL, selecting what this answer of REST has: the same task.
    pub(crate) async fn by_graphql_like(&self, actor: &Actor, arguments: &Value, answer: &Value) -> Outcome {
        let answers: Vec<&Value> = answer.as_array().map_or_else(|| vec![answer], |items| items.iter().collect());
        let selection = SCHEMA.selection_like(schema::base(&self.field().ty.node), &answers);
        self.by_document(actor, arguments, &self.document(arguments, &selection)).await
    }

    async fn by_document(&self, actor: &Actor, arguments: &Value, document: &str) -> Outcome {
        let reply = actor.gql(document, arguments.clone()).await;
        let result = match reply.errors.first() {
            Some(error) => {
                codes::look_up_for(self, &error["extensions"]);
                Err(error["extensions"].clone())
            }
            None => Ok(Self::in_rest_form(without_aliases(reply.data[&self.name].clone()))),
        };
        Outcome { result, http: reply.http }
    }

    /// The arguments that REST has as headers.
    fn headers<'a>(&'a self, arguments: &'a Value) -> impl Iterator<Item = (&'a str, &'a str)> {
        let parameters = self.declared["parameters"].as_array().into_iter().flatten();
        let named = parameters.filter_map(|it| Some((it["name"].as_str()?, it["x-graphql"].as_str()?)));
        named.filter_map(|(name, argument)| Some((name, arguments[argument].as_str()?)))
    }

    /// The path with its parameters, and the query string.
    fn address(&self, arguments: &Value) -> String {
        let (mut path, mut query) = (self.path.clone(), Serializer::new(String::new()));
        for parameter in self.declared["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] == "header" {
                continue;
            }
            let value = match &arguments[name] {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
                other => other.to_string(),
            };
            if parameter["in"] == "path" {
                path = path.replace(&format!("{{{name}}}"), &escaped(&value));
            } else {
                query.append_pair(name, &value);
            }
        }
        let query = query.finish();
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }

    /// A GraphQL document that sends these arguments and asks for this.
    fn document(&self, arguments: &Value, selection: &str) -> String {
        let field = self.field();
        let root = self.root().unwrap_or_default().to_lowercase();
        let sent: Vec<_> =
            field.arguments.iter().filter(|it| arguments.get(it.node.name.node.as_str()).is_some()).collect();
        let names: String = sent.iter().map(|it| format!("{0}: ${0} ", it.node.name.node)).collect();
        let types: String = sent.iter().map(|it| format!("${}: {} ", it.node.name.node, it.node.ty.node)).collect();
        let wrap = |text: String| if text.is_empty() { text } else { format!("({text})") };
        format!("{root}{} {{ {}{} {selection} }}", wrap(types), self.name, wrap(names))
    }

    /// Connections become lists; a bare `true` becomes no body.
    fn in_rest_form(answer: Value) -> Value {
        match answer {
            Value::Bool(true) => Value::Null,
            Value::Object(mut object) => {
                if let Some(nodes) = object.remove("nodes") {
                    object.insert("data".to_owned(), nodes);
                }
                Value::Object(object)
            }
            other => other,
        }
    }
}

/// An answer whose fields have the names that they have in the schema.
fn without_aliases(answer: Value) -> Value {
    match answer {
        Value::Object(object) => {
            let named = |name: String| name.split_once(schema::OF).map_or(name.clone(), |(_, name)| name.to_owned());
            object.into_iter().map(|(name, value)| (named(name), without_aliases(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_aliases).collect(),
        other => other,
    }
}

/// Percent-encodes what is not allowed in one segment of a path.
fn escaped(segment: &str) -> String {
    let stays = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(byte);
    segment
        .bytes()
        .map(|byte| if stays(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
