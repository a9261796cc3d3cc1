//! Picks what is selected out of what a thing serialises to.

use async_graphql::{
    Name, Positioned, SerializerError, Value,
    indexmap::IndexMap,
    parser::types::{Field, SelectionSet},
    to_value,
};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, Impossible, SerializeSeq, SerializeStruct},
};

use super::{Plain, fields};
use crate::graphql::fit::TYPENAME;

type Members = IndexMap<Name, Value>;

/// Those of these fields that the thing has, by their names in the answer.
pub(super) fn there<T: Plain>(thing: &T, fields: &[&Positioned<Field>]) -> Members {
    let wanted = fields.iter().copied().filter(|field| !thing.resolves(&field.node.name.node)).collect();
    match thing.serialize(Picker { wanted: Wanted::These(wanted) }) {
        Ok(Value::Object(members)) => members,
        _ => Members::new(),
    }
}

/// What is selected of something.
#[derive(Clone)]
enum Wanted<'a> {
    /// As many of these as there are.
    These(Vec<&'a Positioned<Field>>),
    /// All of this.
    All(&'a SelectionSet),
}

/// Takes a thing, or a list of them.
struct Picker<'a> {
    wanted: Wanted<'a>,
}

/// A thing, member by member.
struct Thing<'a> {
    fields: Vec<&'a Positioned<Field>>,
    members: Members,
    is_whole: bool,
}

/// A list, item by item.
struct List<'a> {
    wanted: Wanted<'a>,
    items: Vec<Value>,
}

/// A member as it is shown.
fn shown<V: Serialize + ?Sized>(value: &V, field: &Field) -> Result<Value, SerializerError> {
    let selection = &field.selection_set.node;
    if selection.items.is_empty() {
        return to_value(value);
    }
    value.serialize(Picker { wanted: Wanted::All(selection) })
}

fn not_plain<T>() -> Result<T, SerializerError> {
    Err(SerializerError::custom("left to the executor"))
}

impl SerializeStruct for Thing<'_> {
    type Ok = Value;
    type Error = SerializerError;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, name: &'static str, value: &V) -> Result<(), SerializerError> {
        for field in &self.fields {
            if field.node.name.node != name || !field.node.arguments.is_empty() {
                continue;
            }
            match shown(value, &field.node) {
                Ok(value) => drop(self.members.insert(field.node.response_key().node.clone(), value)),
                Err(error) if self.is_whole => return Err(error),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Members come in the order of the thing.
    fn end(self) -> Result<Value, SerializerError> {
        if !self.is_whole {
            return Ok(Value::Object(self.members));
        }
        let (mut members, mut ordered) = (self.members, Members::with_capacity(self.fields.len()));
        for field in self.fields {
            let Some((key, value)) = members.swap_remove_entry(&field.node.response_key().node) else {
                return not_plain();
            };
            ordered.insert(key, value);
        }
        Ok(Value::Object(ordered))
    }
}

impl SerializeSeq for List<'_> {
    type Ok = Value;
    type Error = SerializerError;

    fn serialize_element<V: Serialize + ?Sized>(&mut self, value: &V) -> Result<(), SerializerError> {
        self.items.push(value.serialize(Picker { wanted: self.wanted.clone() })?);
        Ok(())
    }

    fn end(self) -> Result<Value, SerializerError> {
        Ok(Value::List(self.items))
    }
}

macro_rules! none_of {
    ($($method:ident($($argument:ty),*) -> $outcome:ty;)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$outcome, SerializerError> {
            not_plain()
        })*
    };
}

impl<'a> Serializer for Picker<'a> {
    type Ok = Value;
    type Error = SerializerError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = Impossible<Value, SerializerError>;
    type SerializeTupleStruct = Impossible<Value, SerializerError>;
    type SerializeTupleVariant = Impossible<Value, SerializerError>;
    type SerializeMap = Impossible<Value, SerializerError>;
    type SerializeStruct = Thing<'a>;
    type SerializeStructVariant = Impossible<Value, SerializerError>;

    /// The name of a type is the same in the code, in REST and in GraphQL.
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Thing<'a>, SerializerError> {
        let (fields, is_whole) = match self.wanted {
            Wanted::These(fields) => (fields, false),
            Wanted::All(selection) => (fields(selection).map_or_else(not_plain, Ok)?, true),
        };
        let mut members = Members::with_capacity(fields.len());
        for field in fields.iter().filter(|field| field.node.name.node == TYPENAME) {
            members.insert(field.node.response_key().node.clone(), name.into());
        }
        Ok(Thing { fields, members, is_whole })
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List<'a>, SerializerError> {
        Ok(List { wanted: self.wanted, items: Vec::with_capacity(length.unwrap_or_default()) })
    }

    fn serialize_none(self) -> Result<Value, SerializerError> {
        Ok(Value::Null)
    }

    fn serialize_some<V: Serialize + ?Sized>(self, value: &V) -> Result<Value, SerializerError> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<V: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &V,
    ) -> Result<Value, SerializerError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<V: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &V,
    ) -> Result<Value, SerializerError> {
        not_plain()
    }

    none_of! {
        serialize_bool(bool) -> Value;
        serialize_i8(i8) -> Value;
        serialize_i16(i16) -> Value;
        serialize_i32(i32) -> Value;
        serialize_i64(i64) -> Value;
        serialize_u8(u8) -> Value;
        serialize_u16(u16) -> Value;
        serialize_u32(u32) -> Value;
        serialize_u64(u64) -> Value;
        serialize_f32(f32) -> Value;
        serialize_f64(f64) -> Value;
        serialize_char(char) -> Value;
        serialize_str(&str) -> Value;
        serialize_bytes(&[u8]) -> Value;
        serialize_unit() -> Value;
        serialize_unit_struct(&'static str) -> Value;
        serialize_unit_variant(&'static str, u32, &'static str) -> Value;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}
