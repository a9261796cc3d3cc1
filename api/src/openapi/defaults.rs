//! A default that is none.

use utoipa::openapi::{Components, RefOr, schema::Schema};

/// A merge patch tells a member that is absent from one that is null. The generated `"default": null` would say that they are
/// the same, and clients made from it would send every member.
pub fn forget_null(components: &mut Components) {
    let objects = components.schemas.values_mut().filter_map(|schema| match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    });
    for member in objects.flat_map(|object| object.properties.values_mut()) {
        let default = match member {
            RefOr::T(Schema::Object(object)) => &mut object.default,
            RefOr::T(Schema::Array(array)) => &mut array.default,
            RefOr::T(Schema::OneOf(one_of)) => &mut one_of.default,
            _ => continue,
        };
        default.take_if(|value| value.is_null());
    }
}
