//! Bodies: those that may be left out, and what each looks like.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::openapi::{OpenApi, RefOr, Schema, request_body::RequestBody, schema::Object};

/// A whole body of each type, by the name of the type.
pub type Examples = BTreeMap<String, Value>;

/// Puts the examples of members together. That they work when they are sent so, the tests know: `tests/it/contract/examples.rs`.
pub fn examples(document: &OpenApi) -> Examples {
    let schemas = document.components.iter().flat_map(|components| &components.schemas);
    let inputs = schemas.filter_map(|(name, schema)| match schema {
        RefOr::T(Schema::Object(object)) if name.ends_with("Input") => Some((name, object)),
        _ => None,
    });
    inputs.map(|(name, object)| (name.clone(), whole(object, |schema| referred(document, schema)))).collect()
}

/// The members of a body that have examples, with them.
fn whole<'a>(object: &'a Object, type_of: impl Fn(&'a RefOr<Schema>) -> Option<&'a RefOr<Schema>>) -> Value {
    let members = object.properties.iter().filter_map(|(member, schema)| {
        // What is of a type of its own, such as a time, is shown where it is needed.
        let named = || if object.required.contains(member) { of_type(type_of(schema)?) } else { None };
        Some((member.clone(), example(schema).or_else(named)?))
    });
    Value::Object(members.collect())
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

/// Shows what a body looks like. One that a single operation takes may be spelled out there.
pub fn show(body: &mut RequestBody, examples: &Examples) {
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        match &content.schema {
            Some(RefOr::Ref(to)) => {
                let name = to.ref_location.rsplit('/').next().unwrap_or_default();
                content.example = examples.get(name).cloned();
            }
            Some(RefOr::T(Schema::Object(object))) if !object.properties.is_empty() => {
                content.example = Some(whole(object, Some));
            }
            _ => {}
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
