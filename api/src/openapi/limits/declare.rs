//! Writing the limits into a document.

use utoipa::openapi::{OpenApi, PathItem, RefOr, Schema, path::Operation};

use super::{
    accounts::of_accounts,
    limit::{Limit, apply},
    others::of_the_rest,
    writings::of_writings,
};
use crate::openapi::parameters;

/// The members of inputs, as `Type.member`.
pub(super) fn members() -> Vec<(&'static str, Limit)> {
    [of_accounts(), of_writings(), of_the_rest()].concat()
}

/// Writes the limits into a document.
pub(in crate::openapi) fn declare(document: &mut OpenApi) {
    if let Some(components) = document.components.as_mut() {
        for (name, limit) in members() {
            let (of, member) = name.split_once('.').unwrap_or_default();
            if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(of)
                && let Some(schema) = object.properties.get_mut(member)
            {
                apply(schema, limit);
            }
        }
    }
    document.paths.paths.values_mut().flat_map(operations).for_each(declare_parameters);
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

fn declare_parameters(operation: &mut Operation) {
    let of = operation.operation_id.clone().unwrap_or_default();
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let limit = parameters::limit(&of, parameter);
        if let Some(remark) = parameters::remark(parameter) {
            let said = parameter.description.take().unwrap_or_default();
            parameter.description = Some(format!("{said} {remark}").trim().to_owned());
        }
        let Some(schema) = parameter.schema.as_mut() else { continue };
        if let Some(limit) = limit {
            apply(schema, limit);
        }
        if let (Some(default), RefOr::T(Schema::Object(object))) = (parameters::default(&of, &parameter.name), schema) {
            object.default = Some(default.into());
        }
    }
}
