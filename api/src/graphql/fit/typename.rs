//! `__typename`, which the executor's own checks pass over: it takes no arguments, has no fields below it, and as directives only those of
//! conditions. What these ask is looked at where the checks look.

use async_graphql::{
    Positioned, ServerError,
    parser::types::{DocumentOperations, ExecutableDocument, Field, InlineFragment, Selection, SelectionSet},
};

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

/// Puts the conditions of such fields where the executor's own checks see them: `__typename @skip(if: $a)` becomes
/// `... @skip(if: $a) { __typename }`, which is the same. Otherwise a variable that is only there would count as one that is not used, one
/// that is not defined would be taken, and so would a condition that is a text.
pub fn show_conditions(document: &mut ExecutableDocument) {
    match &mut document.operations {
        DocumentOperations::Single(one) => show_below(&mut one.node.selection_set.node),
        DocumentOperations::Multiple(many) => {
            for one in many.values_mut() {
                show_below(&mut one.node.selection_set.node);
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        show_below(&mut fragment.node.selection_set.node);
    }
}

fn show_below(selected: &mut SelectionSet) {
    for item in &mut selected.items {
        match &mut item.node {
            Selection::Field(field) if field.node.name.node == TYPENAME => {
                if let Some(fragment) = in_fragment(field) {
                    item.node = fragment;
                }
            }
            Selection::Field(field) => show_below(&mut field.node.selection_set.node),
            Selection::InlineFragment(inline) => show_below(&mut inline.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// The fragment that has the conditions of a field; none where it has no conditions.
fn in_fragment(field: &mut Positioned<Field>) -> Option<Selection> {
    let (directives, at) = (std::mem::take(&mut field.node.directives), field.pos);
    if directives.is_empty() {
        return None;
    }
    let bare = Positioned::new(Selection::Field(field.clone()), at);
    let selection_set = Positioned::new(SelectionSet { items: vec![bare] }, at);
    let fragment = InlineFragment { type_condition: None, directives, selection_set };
    Some(Selection::InlineFragment(Positioned::new(fragment, at)))
}
