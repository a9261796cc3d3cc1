//! Bodies that may be left out.

use utoipa::openapi::{RefOr, Schema, request_body::RequestBody};

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
