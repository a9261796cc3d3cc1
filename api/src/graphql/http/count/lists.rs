//! Which fields answer with lists.

use std::collections::HashSet;

use async_graphql::parser::types::{ServiceDocument, TypeKind, TypeSystemDefinition};

/// The fields that answer with lists: queries, and those of other things.
#[derive(Default)]
pub struct Lists {
    pub(super) roots: HashSet<String>,
    pub(super) within: HashSet<String>,
}

impl Lists {
    /// Reads them from the schema: what takes `first` or `ids`.
    pub fn of(schema: &ServiceDocument) -> Self {
        let mut lists = Self::default();
        for definition in &schema.definitions {
            let TypeSystemDefinition::Type(found) = definition else { continue };
            let TypeKind::Object(object) = &found.node.kind else { continue };
            let known = if found.node.name.node == "Query" { &mut lists.roots } else { &mut lists.within };
            let named = |name: &str| name == "first" || name == "ids";
            let fields = object.fields.iter().filter(|it| it.node.arguments.iter().any(|it| named(&it.node.name.node)));
            known.extend(fields.map(|field| field.node.name.node.to_string()));
        }
        lists
    }
}
