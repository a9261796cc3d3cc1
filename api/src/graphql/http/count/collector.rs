//! Finding the root fields of an operation.

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet};

use super::{fields::Root, lists::Lists};
use crate::graphql::http::request::Asked;

pub(super) struct Collector<'a> {
    pub document: &'a ExecutableDocument,
    pub asked: &'a Asked,
    pub lists: &'a Lists,
    pub operation: &'a OperationDefinition,
    pub fields: Vec<Root>,
}

impl Collector<'_> {
    /// Follows fragments. They form no circle: the document is within its limits.
    pub(super) fn collect(&mut self, selection: &SelectionSet) {
        for item in &selection.items {
            match &item.node {
                Selection::Field(field) => {
                    let (key, name) = (field.node.response_key().node.to_string(), field.node.name.node.to_string());
                    self.fields.push(Root { key, bound: self.bound(&field.node), name });
                }
                Selection::InlineFragment(inline) => self.collect(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        self.collect(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
}
