//! A limit, and how it is written.

use utoipa::{
    Number,
    openapi::{
        RefOr, Schema,
        schema::{ArrayItems, Object, SchemaType, Type},
    },
};

/// How much a value may be.
#[derive(Debug, Clone, Copy)]
pub(in crate::openapi) enum Limit {
    /// A text of so many characters.
    Text(usize, usize),
    /// A text of so many characters that looks like this.
    Pattern(usize, &'static str),
    /// A list of so many texts, each of at most so many characters; of names that an enum has, where that is 0.
    Items(usize, usize, usize),
    /// A number.
    Number(u64, u64),
}

use Limit::{Items, Pattern, Text};

pub(super) fn apply(schema: &mut RefOr<Schema>, limit: Limit) {
    let RefOr::T(schema) = schema else { return };
    match (schema, limit) {
        // A text that is one of a few is limited by that.
        (Schema::Object(object), Text(..)) if object.enum_values.is_some() => {}
        (Schema::Object(object), Text(min, max)) => {
            object.min_length = (min > 0).then_some(min);
            object.max_length = Some(max);
        }
        (Schema::Object(object), Pattern(max, pattern)) => {
            object.max_length = Some(max);
            object.pattern = Some(pattern.to_owned());
        }
        (Schema::Object(object), Limit::Number(min, max)) => {
            object.minimum = number(min);
            object.maximum = number(max);
        }
        (Schema::Array(array), Items(min, max, each)) => {
            array.min_items = (min > 0).then_some(min);
            array.max_items = Some(max);
            if each > 0 {
                let mut item = Object::with_type(SchemaType::Type(Type::String));
                item.max_length = Some(each);
                array.items = ArrayItems::RefOrSchema(Box::new(RefOr::T(Schema::Object(item))));
            }
        }
        _ => {}
    }
}

fn number(n: u64) -> Option<Number> {
    usize::try_from(n).ok().map(Number::UInt)
}
