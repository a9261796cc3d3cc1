//! `__typename`, which the executor's own checks pass over: it takes no arguments, has no fields below it, and as directives only those of
//! conditions.

use async_graphql::{Positioned, ServerError, parser::types::Field};

use super::usage::CONDITIONAL;

/// The name.
pub const TYPENAME: &str = "__typename";

/// Checks one such field.
///
/// # Errors
/// The first thing that does not belong there.
pub fn check(field: &Positioned<Field>) -> Result<(), ServerError> {
    let refuse = |text: String, at| Err(ServerError::new(text, Some(at)));
    if let Some((name, _)) = field.node.arguments.first() {
        return refuse(format!("Unknown argument \"{}\" on field \"{TYPENAME}\".", name.node), name.pos);
    }
    if !field.node.selection_set.node.items.is_empty() {
        return refuse(format!("Field \"{TYPENAME}\" has no subfields."), field.node.selection_set.pos);
    }
    let mut seen = Vec::new();
    for directive in &field.node.directives {
        let name = directive.node.name.node.as_str();
        if !CONDITIONAL.contains(&name) {
            return refuse(format!("Unknown directive \"{name}\""), directive.pos);
        }
        if seen.contains(&name) {
            return refuse(format!("Duplicate directive \"{name}\""), directive.pos);
        }
        let [(argument, _)] = directive.node.arguments.as_slice() else {
            return refuse(format!("Directive \"{name}\" takes the argument \"if\"."), directive.pos);
        };
        if argument.node != "if" {
            return refuse(format!("Unknown argument \"{}\" on directive \"{name}\"", argument.node), argument.pos);
        }
        seen.push(name);
    }
    Ok(())
}
