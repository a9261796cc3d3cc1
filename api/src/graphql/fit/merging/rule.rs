//! What two fields of one name in the answer have to agree on.

use async_graphql::{
    Name, Positioned,
    parser::types::{BaseType, Field, Type},
};
use async_graphql_value::Value;

use crate::graphql::fit::Types;

/// A field that is selected.
#[derive(Clone, Copy)]
pub struct Selected<'a> {
    /// The type on which it is; none where that is not known.
    pub on: Option<&'a str>,
    /// The field.
    pub field: &'a Positioned<Field>,
    /// The number of the selection in which it stands, of those that are looked at together.
    pub set: usize,
}

/// The two halves of the check.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The same field, with the same arguments (`FieldsInSetCanMerge`).
    Sameness,
    /// The same shape of the value (`SameResponseShape`).
    Shape,
}

impl Rule {
    /// Why two fields can not be merged, as far as they themselves are concerned. Both rules make classes of equal fields, so that
    /// what agrees with the first of several agrees with all.
    pub fn difference(self, types: &Types, one: &Selected<'_>, other: &Selected<'_>) -> Option<String> {
        let (field, other_field) = (&one.field.node, &other.field.node);
        let (name, other_name) = (&field.name.node, &other_field.name.node);
        match self {
            Self::Sameness if name != other_name => {
                Some(format!("\"{name}\" and \"{other_name}\" are different fields"))
            }
            Self::Sameness if !has_same_arguments(field, other_field) => {
                Some("they have differing arguments".to_owned())
            }
            Self::Sameness => None,
            Self::Shape => {
                // What does not exist has no type; the executor tells of it, or it is introspection, where the names are enough.
                let (ty, other_ty) = (types.output(one.on, name)?, types.output(other.on, other_name)?);
                let text = || format!("they return conflicting types \"{ty}\" and \"{other_ty}\"");
                (!has_same_shape(types, ty, other_ty)).then(text)
            }
        }
    }
}

/// Whether lists, nulls and what has no fields are the same in both.
fn has_same_shape(types: &Types, one: &Type, other: &Type) -> bool {
    one.nullable == other.nullable
        && match (&one.base, &other.base) {
            (BaseType::List(one), BaseType::List(other)) => has_same_shape(types, one, other),
            (BaseType::Named(one), BaseType::Named(other)) => {
                one == other || (types.has_fields(one) && types.has_fields(other))
            }
            _ => false,
        }
}

/// Whether two fields have the same arguments as they are written, in any order.
fn has_same_arguments(one: &Field, other: &Field) -> bool {
    one.arguments.len() == other.arguments.len() && sorted(one) == sorted(other)
}

fn sorted(field: &Field) -> Vec<(&Name, &Value)> {
    let mut arguments: Vec<_> = field.arguments.iter().map(|(name, value)| (&name.node, &value.node)).collect();
    arguments.sort_by_key(|(name, _)| *name);
    arguments
}
