//! What headers say, where it means something: REST has `Idempotency-Key` and `If-Match` for what mutations have arguments for. Clients send
//! them with every request, so that a document of one mutation takes them as that field's arguments, and queries pass them over. An argument
//! that stands in the document counts before the header. With several mutations nobody could say which of them is meant.

use async_graphql::{Name, Positioned, parser::types::Field};
use async_graphql_value::Value;
use presswork_domain::{Error, Result};

use super::given::Given;
use crate::{
    graphql::{fit::Types, http::FromHeaders},
    parameters::if_match_not_supported,
};

/// What a header says, as an argument of the field that it is meant for.
pub struct Headed<'a> {
    /// The field.
    pub field: &'a Field,
    name: &'static str,
    value: &'a str,
}

impl Headed<'_> {
    /// The argument, at the place of the field.
    pub fn argument(&self, field: &Field) -> (Positioned<Name>, Positioned<Value>) {
        let at = field.name.pos;
        let value = Value::String(self.value.to_owned());
        (Positioned::new(Name::new(self.name), at), Positioned::new(value, at))
    }
}

/// Finds the fields that headers are meant for, among the mutations of an operation.
///
/// # Errors
/// `header_ambiguous` when there are several; `if_match_not_supported` when it compares no versions.
pub fn headed<'a>(
    fields: &[&'a Field],
    types: &Types,
    given: &Given<'_>,
    headers: &'a FromHeaders,
) -> Result<Vec<Headed<'a>>> {
    let mutations: Vec<&Field> = fields.iter().copied().filter(|field| field.name.node != "__typename").collect();
    let mut found = Vec::new();
    for (name, value) in headers {
        let said = |field: &Field| field.get_argument(name).is_some_and(|value| !given.is_null(&value.node));
        if mutations.iter().all(|field| said(field)) {
            continue;
        }
        let [field] = mutations.as_slice() else { return Err(ambiguous(name)) };
        let Some(known) = types.field("Mutation", &field.name.node) else { continue };
        if !known.arguments.contains_key(*name) {
            return Err(if_match_not_supported());
        }
        found.push(Headed { field, name, value });
    }
    Ok(found)
}

fn ambiguous(argument: &str) -> Error {
    let detail = format!("a header belongs to one mutation, and this document has several: give each its {argument}");
    Error::malformed("header_ambiguous", detail)
}
