//! What breaks clients of the GraphQL face: documents that were valid are not any more, or answers that were promised to be
//! there may be null. These are the breaking changes of graphql-js and GraphQL Inspector.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql_parser::{
    Positioned, parse_schema,
    types::{BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition},
};

type Types = BTreeMap<String, TypeDefinition>;

/// What breaks from one schema to the next, in words.
pub fn breaks(before: &str, after: &str) -> Vec<String> {
    let ((before, directives), (after, still)) = (types(before), types(after));
    let mut found: BTreeSet<String> = directives.difference(&still).map(|name| format!("@{name} is gone")).collect();
    for (name, was) in &before {
        match after.get(name) {
            Some(is) => compare(name, &was.kind, &is.kind, &mut found),
            None => {
                found.insert(format!("{name} is gone"));
            }
        }
    }
    found.into_iter().map(|what| format!("GraphQL: {what}")).collect()
}

fn types(sdl: &str) -> (Types, BTreeSet<String>) {
    let (mut types, mut directives) = (Types::new(), BTreeSet::new());
    for definition in parse_schema(sdl).unwrap().definitions {
        match definition {
            TypeSystemDefinition::Type(found) => {
                types.insert(found.node.name.node.to_string(), found.node);
            }
            TypeSystemDefinition::Directive(found) => {
                directives.insert(found.node.name.node.to_string());
            }
            TypeSystemDefinition::Schema(_) => {}
        }
    }
    (types, directives)
}

fn compare(name: &str, before: &TypeKind, after: &TypeKind, found: &mut BTreeSet<String>) {
    match (before, after) {
        (TypeKind::Scalar, TypeKind::Scalar) => {}
        (TypeKind::Object(was), TypeKind::Object(is)) => {
            lost(name, "implements", &names(&was.implements), &names(&is.implements), found);
            fields(name, &was.fields, &is.fields, found);
        }
        (TypeKind::Interface(was), TypeKind::Interface(is)) => {
            lost(name, "implements", &names(&was.implements), &names(&is.implements), found);
            fields(name, &was.fields, &is.fields, found);
        }
        (TypeKind::Union(was), TypeKind::Union(is)) => {
            lost(name, "may be", &names(&was.members), &names(&is.members), found);
        }
        (TypeKind::Enum(was), TypeKind::Enum(is)) => {
            let values = |values: &[Positioned<async_graphql_parser::types::EnumValueDefinition>]| {
                values.iter().map(|value| value.node.value.node.to_string()).collect()
            };
            lost(name, "has the value", &values(&was.values), &values(&is.values), found);
        }
        (TypeKind::InputObject(was), TypeKind::InputObject(is)) => inputs(name, ".", &was.fields, &is.fields, found),
        _ => {
            found.insert(format!("{name} is of another kind"));
        }
    }
}

fn names<T: ToString>(all: &[Positioned<T>]) -> BTreeSet<String> {
    all.iter().map(|name| name.node.to_string()).collect()
}

fn lost(name: &str, verb: &str, before: &BTreeSet<String>, after: &BTreeSet<String>, found: &mut BTreeSet<String>) {
    found.extend(before.difference(after).map(|one| format!("{name} no longer {verb} {one}")));
}

fn fields(
    name: &str,
    before: &[Positioned<FieldDefinition>],
    after: &[Positioned<FieldDefinition>],
    found: &mut BTreeSet<String>,
) {
    for was in before {
        let place = format!("{name}.{}", was.node.name.node);
        let Some(is) = after.iter().find(|it| it.node.name.node == was.node.name.node) else {
            found.insert(format!("{place} is gone"));
            continue;
        };
        if !fits(&is.node.ty.node, &was.node.ty.node) {
            found.insert(format!("{place} is {} and was {}", is.node.ty.node, was.node.ty.node));
        }
        inputs(&place, " argument ", &was.node.arguments, &is.node.arguments, found);
    }
}

fn inputs(
    name: &str,
    joint: &str,
    before: &[Positioned<InputValueDefinition>],
    after: &[Positioned<InputValueDefinition>],
    found: &mut BTreeSet<String>,
) {
    for was in before {
        let place = format!("{name}{joint}{}", was.node.name.node);
        match after.iter().find(|it| it.node.name.node == was.node.name.node) {
            // What could be sent has to be good still.
            Some(is) if fits(&was.node.ty.node, &is.node.ty.node) => {}
            Some(is) => {
                found.insert(format!("{place} is {} and was {}", is.node.ty.node, was.node.ty.node));
            }
            None => {
                found.insert(format!("{place} is gone"));
            }
        }
    }
    for is in after {
        let new = before.iter().all(|it| it.node.name.node != is.node.name.node);
        if new && !is.node.ty.node.nullable && is.node.default_value.is_none() {
            found.insert(format!("{name}{joint}{} is new and required", is.node.name.node));
        }
    }
}

/// Whether every value of one type is one of the other.
fn fits(one: &Type, other: &Type) -> bool {
    (other.nullable || !one.nullable)
        && match (&one.base, &other.base) {
            (BaseType::Named(one), BaseType::Named(other)) => one == other,
            (BaseType::List(one), BaseType::List(other)) => fits(one, other),
            _ => false,
        }
}
