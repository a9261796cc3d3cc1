//! The operation that runs, rewritten.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Pos, Positioned,
    indexmap::IndexMap,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, OperationType, Selection,
        SelectionSet, TypeCondition,
    },
};
use async_graphql_value::Value;
use presswork_domain::Result;
use serde_json::{Map, Value as Json};

use super::{
    given::Given,
    headers::{Headed, headed},
};
use crate::graphql::{fit::Types, http::FromHeaders};

/// What stands in an object of which nothing else is selected, so that the executor does not take it for null; no client sees it.
pub const EMPTY: &str = "__empty";

/// The document as the executor is to run it; none where it does as it stands. What headers say becomes arguments of its one mutation.
///
/// # Errors
/// Those of [`headed`].
pub fn rewritten(
    types: &Types,
    document: &ExecutableDocument,
    name: Option<&str>,
    variables: Option<&Map<String, Json>>,
    headers: &FromHeaders,
) -> Result<Option<ExecutableDocument>> {
    let mut operations = document.operations.iter();
    if name.is_none() && operations.len() > 1 {
        return Ok(None);
    }
    let chosen = operations.find(|(known, _)| name.is_none() || known.map(Name::as_str) == name);
    let Some((known, chosen)) = chosen else { return Ok(None) };
    let operation = &chosen.node;
    let mut work = Rewriting {
        types,
        document,
        given: Given::new(operation, variables),
        used: HashSet::new(),
        has_changed: false,
        headers: Vec::new(),
    };
    let items = work.root(operation, headers)?;
    let mut definitions = operation.variable_definitions.clone();
    definitions.retain(|it| work.used.contains(&it.node.name.node));
    let made = OperationDefinition {
        ty: operation.ty,
        variable_definitions: definitions,
        directives: operation.directives.clone(),
        selection_set: Positioned::new(items, operation.selection_set.pos),
    };
    let made = Positioned::new(made, chosen.pos);
    let operations = match known {
        Some(known) => DocumentOperations::Multiple(HashMap::from([(known.clone(), made)])),
        None => DocumentOperations::Single(made),
    };
    Ok(work.has_changed.then(|| ExecutableDocument { operations, fragments: HashMap::new() }))
}

/// Where fragments are put into their places: a document that is within its limits stays within them.
struct Rewriting<'a> {
    types: &'a Types,
    document: &'a ExecutableDocument,
    given: Given<'a>,
    /// The variables that are left.
    used: HashSet<Name>,
    has_changed: bool,
    /// What headers say, and the fields whose arguments they are.
    headers: Vec<Headed<'a>>,
}

/// Fragments on other types than that of their place.
type Others<'a> = Vec<(&'a Positioned<TypeCondition>, Pos, &'a SelectionSet)>;

/// What an object's fields are selected with.
#[derive(Default)]
struct Collected<'a> {
    fields: IndexMap<&'a Name, Vec<&'a Positioned<Field>>>,
    others: Others<'a>,
}

impl<'a> Rewriting<'a> {
    fn root(&mut self, operation: &'a OperationDefinition, headers: &'a FromHeaders) -> Result<SelectionSet> {
        let (root, is_mutation) = match operation.ty {
            OperationType::Query => ("Query", false),
            OperationType::Mutation => ("Mutation", true),
            OperationType::Subscription => ("Subscription", false),
        };
        let selection = &operation.selection_set;
        let collected = self.collected(&[&selection.node], Some(root));
        // What has no selection is done once, too.
        self.has_changed |= is_mutation && collected.fields.values().any(|same| same.len() > 1);
        if is_mutation {
            let mutations = collected.fields.values().filter_map(|same| same.first().map(|field| &field.node));
            self.headers = headed(&mutations.collect::<Vec<_>>(), self.types, &self.given, headers)?;
        }
        Ok(self.built(collected, Some(root), selection.pos))
    }

    fn collected(&mut self, sets: &[&'a SelectionSet], on: Option<&str>) -> Collected<'a> {
        let mut collected = Collected::default();
        for set in sets {
            self.collect(set, on, &mut collected);
        }
        collected
    }

    fn collect(&mut self, set: &'a SelectionSet, on: Option<&str>, into: &mut Collected<'a>) {
        let document = self.document;
        for item in &set.items {
            // The executor looks only at what was sent for a condition, and not at its default.
            self.has_changed |= self.given.leaves_to_default(item.node.directives());
            if self.given.skips(item.node.directives()) {
                continue;
            }
            let (condition, below) = match &item.node {
                Selection::Field(field) => {
                    into.fields.entry(&field.node.response_key().node).or_default().push(field);
                    continue;
                }
                Selection::InlineFragment(inline) => {
                    (inline.node.type_condition.as_ref(), &inline.node.selection_set.node)
                }
                Selection::FragmentSpread(spread) => {
                    let Some(found) = document.fragments.get(&spread.node.fragment_name.node) else { continue };
                    (Some(&found.node.type_condition), &found.node.selection_set.node)
                }
            };
            match condition.filter(|condition| on != Some(condition.node.on.node.as_str())) {
                Some(condition) => into.others.push((condition, item.pos, below)),
                None => self.collect(below, on, into),
            }
        }
    }

    fn built(&mut self, Collected { fields, others }: Collected<'a>, on: Option<&str>, at: Pos) -> SelectionSet {
        let mut items = Vec::new();
        for same in fields.values() {
            items.extend(self.field(same, on));
        }
        if items.is_empty() {
            self.has_changed = true;
            items.push(Positioned::new(Selection::Field(nothing(at)), at));
        }
        for (condition, at, set) in others {
            let on = Some(condition.node.on.node.as_str());
            let collected = self.collected(&[set], on);
            let selection_set = Positioned::new(self.built(collected, on, at), at);
            let fragment =
                InlineFragment { type_condition: Some(condition.clone()), directives: Vec::new(), selection_set };
            items.push(Positioned::new(Selection::InlineFragment(Positioned::new(fragment, at)), at));
        }
        SelectionSet { items }
    }

    /// The fields of one name in the answer as one; the document is known to select the same with each.
    fn field(&mut self, same: &[&'a Positioned<Field>], on: Option<&str>) -> Option<Positioned<Selection>> {
        let first = *same.first()?;
        let of = on.and_then(|on| self.types.field(on, &first.node.name.node)).map(|found| found.of.as_str());
        let selected: Vec<&SelectionSet> = same.iter().map(|field| &field.node.selection_set.node).collect();
        let at = first.node.selection_set.pos;
        let is_object = selected.iter().any(|set| !set.items.is_empty());
        let set = if is_object {
            self.has_changed |= same.len() > 1;
            let collected = self.collected(&selected, of);
            self.built(collected, of, at)
        } else {
            SelectionSet::default()
        };
        let mut field = first.node.clone();
        field.directives.clear();
        field.arguments = self.arguments(&first.node);
        field.selection_set = Positioned::new(set, at);
        Some(Positioned::new(Selection::Field(Positioned::new(field, first.pos)), first.pos))
    }

    fn arguments(&mut self, field: &'a Field) -> Vec<(Positioned<Name>, Positioned<Value>)> {
        let mut present = Vec::new();
        let headers = self.headers.iter().filter(|headed| std::ptr::eq(headed.field, field));
        let headers: Vec<_> = headers.map(|headed| headed.argument(field)).collect();
        self.has_changed |= !headers.is_empty();
        for (name, value) in &field.arguments {
            if headers.iter().any(|(said, _)| said.node == name.node) {
                continue;
            }
            if self.given.is_absent(&value.node) {
                self.has_changed = true;
                continue;
            }
            let found = self.given.present(&value.node);
            self.has_changed |= found != value.node;
            self.note(&found);
            present.push((name.clone(), Positioned::new(found, value.pos)));
        }
        present.extend(headers);
        present
    }

    fn note(&mut self, value: &Value) {
        match value {
            Value::Variable(name) => {
                self.used.insert(name.clone());
            }
            Value::List(items) => items.iter().for_each(|item| self.note(item)),
            Value::Object(members) => members.values().for_each(|member| self.note(member)),
            _ => {}
        }
    }
}

fn nothing(at: Pos) -> Positioned<Field> {
    let field = Field {
        alias: Some(Positioned::new(Name::new(EMPTY), at)),
        name: Positioned::new(Name::new("__typename"), at),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), at),
    };
    Positioned::new(field, at)
}
