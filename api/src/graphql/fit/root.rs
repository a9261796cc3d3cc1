//! A subscription has one field at its root (5.2.3.1): it is one stream, and it is there whatever variables say.

use std::collections::HashSet;

use async_graphql::{
    ServerError,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet},
};

/// Checks the root of an operation.
///
/// # Errors
/// When it is a subscription of several fields, or of one that may be skipped.
pub fn check(document: &ExecutableDocument, operation: &OperationDefinition) -> Result<(), ServerError> {
    if operation.ty != OperationType::Subscription {
        return Ok(());
    }
    let at = Some(operation.selection_set.pos);
    let mut names = HashSet::new();
    if !collect(document, &operation.selection_set.node, &mut names) {
        return Err(ServerError::new("The root field of a subscription can not be skipped or included.", at));
    }
    if names.len() > 1 {
        return Err(ServerError::new("A subscription must select only one top level field.", at));
    }
    Ok(())
}

/// Collects the names in the answer, fragments followed; false where a condition stands. Fragments form no circle: the document is
/// within its limits.
fn collect<'a>(document: &'a ExecutableDocument, selection: &'a SelectionSet, names: &mut HashSet<&'a str>) -> bool {
    selection.items.iter().all(|item| {
        let mut conditions = item.node.directives().iter().map(|it| it.node.name.node.as_str());
        !conditions.any(|name| name == "skip" || name == "include")
            && match &item.node {
                Selection::Field(field) => {
                    names.insert(field.node.response_key().node.as_str());
                    true
                }
                Selection::InlineFragment(inline) => collect(document, &inline.node.selection_set.node, names),
                Selection::FragmentSpread(spread) => {
                    let found = document.fragments.get(&spread.node.fragment_name.node);
                    found.is_none_or(|it| collect(document, &it.node.selection_set.node, names))
                }
            }
    })
}
