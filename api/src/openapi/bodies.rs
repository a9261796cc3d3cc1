//! Bodies: those that may be left out, and what each looks like.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use utoipa::openapi::{OpenApi, RefOr, Schema, request_body::RequestBody};

/// A whole body of each type, by the name of the type.
pub type Examples = BTreeMap<String, Value>;

/// Puts the examples of members together. That they work when they are sent so, the tests know: `tests/it/contract/examples.rs`.
pub fn examples(document: &OpenApi) -> Examples {
    let schemas = document.components.iter().flat_map(|components| &components.schemas);
    let inputs = schemas.filter_map(|(name, schema)| match schema {
        RefOr::T(Schema::Object(object)) if name.ends_with("Input") => Some((name, object)),
        _ => None,
    });
    let whole = inputs.map(|(name, object)| {
        let mut members = Map::new();
        for (member, schema) in &object.properties {
            // What is of a type of its own, such as a time, is shown where it is needed.
            let named = || if object.required.contains(member) { of_type(referred(document, schema)?) } else { None };
            if let Some(shown) = example(schema).or_else(named) {
                members.insert(member.clone(), shown);
            }
        }
        (name.clone(), Value::Object(members))
    });
    whole.collect()
}

/// The type that a member refers to.
fn referred<'a>(document: &'a OpenApi, schema: &RefOr<Schema>) -> Option<&'a RefOr<Schema>> {
    let RefOr::Ref(to) = schema else { return None };
    document.components.as_ref()?.schemas.get(to.ref_location.rsplit('/').next()?)
}

/// The example of a type, or the first of its values where they are counted.
fn of_type(schema: &RefOr<Schema>) -> Option<Value> {
    let first = || match schema {
        RefOr::T(Schema::Object(object)) => object.enum_values.as_ref()?.first().cloned(),
        _ => None,
    };
    example(schema).or_else(first)
}

fn example(schema: &RefOr<Schema>) -> Option<Value> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.example.clone().or_else(|| object.examples.first().cloned()),
        RefOr::T(Schema::Array(array)) => array.example.clone(),
        RefOr::T(Schema::OneOf(choice)) => choice.example.clone(),
        _ => None,
    }
}

/// Shows what a body looks like.
pub fn show(body: &mut RequestBody, examples: &Examples) {
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        if let Some(RefOr::Ref(to)) = &content.schema {
            let name = to.ref_location.rsplit('/').next().unwrap_or_default();
            content.example = examples.get(name).cloned();
        }
    }
}

/// Names the type of a body. The generated "null, or this" is said by `required` already, and clients made from it would have
/// types without a name.
pub fn name_type(body: &mut RequestBody) {
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        if let Some(RefOr::T(Schema::OneOf(choice))) = &content.schema
            && let Some(target) = choice.items.iter().find(|item| matches!(item, RefOr::Ref(_)))
        {
            content.schema = Some(target.clone());
        }
    }
}
