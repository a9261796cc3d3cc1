//! Things whose members are there already, shown without a resolver for each: the executor makes a task of every field, which for a page
//! of twenty posts with what hangs on them is more than a thousand. Members are taken from the form that REST sends, which has the same
//! names and values; whatever is not there, takes arguments, or is selected in a way that needs care is left to the executor.

mod pick;

use std::borrow::Cow;

use async_graphql::{
    ContainerType, ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};
use serde::Serialize;

/// A thing that can be shown so.
pub trait Plain: ContainerType + Serialize {
    /// Whether a member is to be resolved, though REST's form of the thing has one of this name.
    fn resolves(&self, member: &str) -> bool;
}

/// Shows a thing by its members.
pub struct Quick<'a, T>(&'a T);

/// Leaves a thing to the executor.
pub type Resolved<'a, T> = &'a T;

impl<'a, T> From<&'a T> for Quick<'a, T> {
    fn from(thing: &'a T) -> Self {
        Self(thing)
    }
}

impl<T: Plain> OutputType for Quick<'_, T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let thing = self.0;
        let Some(fields) = fields(&ctx.item.node) else { return thing.resolve(ctx, field).await };
        let mut there = pick::there(thing, &fields);
        let mut shown = IndexMap::with_capacity(fields.len());
        for field in fields {
            let key = &field.node.response_key().node;
            let value = if let Some(value) = there.swap_remove(key) {
                value
            } else {
                let ctx = ctx.with_field(field);
                match thing.resolve_field(&ctx).await {
                    Ok(value) => value.unwrap_or_default(),
                    // As the executor has it: the error is told, and what becomes of its field is settled in the end.
                    Err(error) => {
                        ctx.add_error(error);
                        continue;
                    }
                }
            };
            shown.insert(key.clone(), value);
        }
        Ok(Value::Object(shown))
    }
}

/// The fields of a selection that has nothing else in it, and each once; fragments and conditions need the executor's care.
fn fields(selection: &SelectionSet) -> Option<Vec<&Positioned<Field>>> {
    let mut fields: Vec<&Positioned<Field>> = Vec::with_capacity(selection.items.len());
    for item in &selection.items {
        let Selection::Field(field) = &item.node else { return None };
        let key = field.node.response_key();
        let twice = || fields.iter().any(|earlier| earlier.node.response_key().node == key.node);
        if !field.node.directives.is_empty() || twice() {
            return None;
        }
        fields.push(field);
    }
    Some(fields)
}

#[cfg(test)]
mod tests;
