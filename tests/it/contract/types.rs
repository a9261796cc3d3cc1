//! Types of the same name are the same in both documents.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql_parser::{
    Positioned,
    types::{BaseType, ConstDirective, FieldDefinition, Type, TypeKind},
};
use presswork_tests::{SCHEMA, document};
use serde_json::Value;

/// REST sends these only when `include` asks for them; GraphQL when they are selected.
const RELATIONS: [&str; 5] = ["Post.author", "Post.tags", "Post.reactions", "Comment.mentions", "Comment.reactions"];
/// Errors are no type in GraphQL: their members stand in `extensions`. Public keys and embeds are looked for at their address only.
const REST_ONLY: [&str; 5] = ["Problem", "ProblemFault", "JsonWebKey", "JsonWebKeySet", "Oembed"];

/// One field or argument, as either document has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its type, as GraphQL writes it.
    pub kind: String,
    /// What it is.
    pub description: String,
    /// Whether it will go.
    pub deprecated: bool,
}

fn schemas() -> BTreeMap<String, Value> {
    let all = document()["components"]["schemas"].as_object().unwrap().clone();
    all.into_iter().filter(|(name, _)| !name.starts_with("List_")).collect()
}

#[test]
fn a_type_of_one_document_is_in_the_other() {
    let rest: BTreeSet<String> = schemas().into_keys().filter(|name| !REST_ONLY.contains(&name.as_str())).collect();
    let roots = |name: &str| matches!(name, "Query" | "Mutation" | "Subscription");
    let pages = |name: &str| name.ends_with("Connection") || name.ends_with("Edge");
    let scalars = |name: &str| matches!(name, "ID" | "String" | "Int" | "Float" | "Boolean" | "JSON");
    let graphql = SCHEMA.types.keys().filter(|name| !roots(name) && !pages(name) && !scalars(name));
    assert_eq!(rest, graphql.cloned().collect());
}

#[test]
fn objects_have_the_same_fields() {
    for (name, schema) in schemas() {
        if schema["properties"].is_object() && !REST_ONLY.contains(&name.as_str()) {
            assert_eq!(rest_fields(&name, &schema), graphql_fields(&name), "{name}");
        }
    }
}

#[test]
fn types_are_described_alike() {
    for (name, schema) in schemas() {
        let Some(found) = SCHEMA.types.get(&name) else { continue };
        let graphql = found.description.as_ref().map(|text| text.node.trim().to_owned()).unwrap_or_default();
        assert!(!graphql.is_empty(), "{name} is not described");
        assert_eq!(schema["description"].as_str().unwrap_or_default().trim(), graphql, "{name}");
    }
}

#[test]
fn enums_have_the_same_values() {
    for (name, schema) in schemas() {
        let Some(values) = schema["enum"].as_array() else { continue };
        let rest: Vec<&str> = values.iter().map(|value| value.as_str().unwrap()).collect();
        let TypeKind::Enum(found) = &SCHEMA.types[&name].kind else { panic!("{name} is no enum in GraphQL") };
        let graphql: Vec<&str> = found.values.iter().map(|value| value.node.value.node.as_str()).collect();
        assert_eq!(rest.iter().collect::<BTreeSet<_>>(), graphql.iter().collect(), "{name}");
        let described = found.values.iter().all(|value| value.node.description.is_some());
        assert!(described, "every value of {name} needs a description");
    }
}

#[test]
fn a_choice_of_types_is_the_same() {
    for (name, schema) in schemas() {
        let Some(choice) = schema["oneOf"].as_array() else { continue };
        let rest: BTreeSet<_> = choice.iter().map(|one| kind(one).trim_end_matches('!').to_owned()).collect();
        let graphql = SCHEMA.implementations(&name).into_iter().map(str::to_owned).collect();
        assert_eq!(rest, graphql, "{name}");
    }
}

fn rest_fields(of: &str, schema: &Value) -> BTreeMap<String, Field> {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    // A page of a list of its own, which is left out on the other side, too.
    let is_page = |property: &Value| kind(property).starts_with("List_");
    let properties = schema["properties"].as_object().unwrap().iter().filter(|(_, property)| !is_page(property));
    let field = |(name, property): (&String, &Value)| {
        let relation = RELATIONS.contains(&format!("{of}.{name}").as_str());
        let kind = kind(property);
        let always = relation || required.contains(&Value::from(name.as_str()));
        let kind = match (relation, always) {
            // An optional relation is marked as nullable too.
            (true, _) => format!("{}!", kind.trim_end_matches('!')),
            (false, true) => kind,
            (false, false) => kind.trim_end_matches('!').to_owned(),
        };
        let description = property["description"].as_str().or(property["oneOf"][0]["description"].as_str());
        let description = description.unwrap_or_default().trim().to_owned();
        (name.clone(), Field { kind, description, deprecated: property["deprecated"] == true })
    };
    properties.map(field).collect()
}

/// A JSON Schema as GraphQL would write it.
pub fn kind(schema: &Value) -> String {
    if let Some(target) = schema["$ref"].as_str() {
        return format!("{}!", target.trim_start_matches("#/components/schemas/"));
    }
    if let Some(choice) = schema["oneOf"].as_array().or(schema["allOf"].as_array()) {
        let (null, other): (Vec<_>, Vec<_>) = choice.iter().partition(|one| one["type"] == "null");
        let name = other.first().map(|one| kind(one)).unwrap_or_default();
        return if null.is_empty() { name } else { name.trim_end_matches('!').to_owned() };
    }
    let (name, nullable) = match &schema["type"] {
        Value::Array(all) => (all[0].as_str().unwrap_or_default(), all.contains(&Value::from("null"))),
        one => (one.as_str().unwrap_or_default(), false),
    };
    let bang = if nullable { "" } else { "!" };
    match name {
        "string" => format!("String{bang}"),
        "integer" => format!("Int{bang}"),
        "number" => format!("Float{bang}"),
        "boolean" => format!("Boolean{bang}"),
        // Without a type it is anything.
        "object" | "" => format!("JSON{bang}"),
        "array" => format!("[{}]{bang}", kind(&schema["items"])),
        other => format!("unknown type {other:?}"),
    }
}

fn graphql_fields(of: &str) -> BTreeMap<String, Field> {
    let text = |text: Option<&str>| text.unwrap_or_default().trim().to_owned();
    let found = SCHEMA.types.get(of).unwrap_or_else(|| panic!("{of} is not in the GraphQL schema"));
    if let TypeKind::InputObject(input) = &found.kind {
        let fields = input.fields.iter().map(|field| &field.node);
        return fields
            .map(|field| {
                let description = text(field.description.as_ref().map(|text| text.node.as_str()));
                let deprecated = is_deprecated(&field.directives);
                (field.name.node.to_string(), Field { kind: written(&field.ty.node), description, deprecated })
            })
            .collect();
    }
    // A list within a thing is one of its own in REST; `operations.rs` sees to that.
    let fields = SCHEMA.fields(of).into_iter().filter(|field| !is_list_of_its_own(field));
    fields
        .map(|field| {
            let description = text(field.description.as_ref().map(|text| text.node.as_str()));
            let deprecated = is_deprecated(&field.directives);
            (field.name.node.to_string(), Field { kind: written(&field.ty.node), description, deprecated })
        })
        .collect()
}

/// Whether a field is a page of a list that has a root field of the same name and type, and so an address in REST.
pub fn is_list_of_its_own(field: &FieldDefinition) -> bool {
    let kind = |field: &FieldDefinition| field.ty.node.to_string().trim_end_matches('!').to_owned();
    let root = SCHEMA.field("Query", &field.name.node).map(kind);
    !field.arguments.is_empty() && kind(field).ends_with("Connection") && root == Some(kind(field))
}

/// Whether something will go.
pub fn is_deprecated(directives: &[Positioned<ConstDirective>]) -> bool {
    directives.iter().any(|directive| directive.node.name.node == "deprecated")
}

/// A GraphQL type; an `ID` is a text like any other on the wire.
pub fn written(of: &Type) -> String {
    let bang = if of.nullable { "" } else { "!" };
    match &of.base {
        BaseType::Named(name) if name.as_str() == "ID" => format!("String{bang}"),
        BaseType::Named(name) => format!("{name}{bang}"),
        BaseType::List(inner) => format!("[{}]{bang}", written(inner)),
    }
}
