//! The order of the fields of an answer.
//!
//! The executor runs the fields of an object side by side and writes them down as they are done; the specification (section 7.2.2)
//! wants them in the order of the selection, so that a person can read an answer beside its document. A fragment for another type than that of
//! the object selects nothing. Where an object may be of several types, as below `node`, the answer does not tell which, and all count.

use std::sync::Arc;

use async_graphql::{
    Name, Value,
    indexmap::IndexMap,
    parser::types::{DocumentOperations, ExecutableDocument, Selection, SelectionSet},
};

use serde_json::{Map, Value as Json};

use super::{
    fit::{Types, root_type},
    http::{Asked, Prepared},
    rewrite::{EMPTY, Given},
};

/// The order that an operation asks for.
#[derive(Clone)]
pub struct Order {
    types: Arc<Types>,
    document: Arc<ExecutableDocument>,
    operation: Option<String>,
    /// What may be conditions of selections.
    conditions: Map<String, Json>,
}

/// The fields of an object by their names in the answer, in order, each with what is below it. It is made once for all items of a list.
struct Shape<'a> {
    fields: Vec<(&'a Name, Shape<'a>)>,
    /// Whether it is one of an object, maybe with nothing selected in the end.
    is_object: bool,
}

impl Shape<'_> {
    fn arrange(&self, data: &mut Value) {
        match data {
            _ if !self.is_object => {}
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            Value::Object(object) => {
                if self.is_that_of(object) {
                    for ((_, below), value) in self.fields.iter().zip(object.values_mut()) {
                        below.arrange(value);
                    }
                } else {
                    self.reorder(object);
                }
            }
            _ => {}
        }
    }

    /// Whether the fields stand in this order already; what resolves nothing comes so.
    fn is_that_of(&self, object: &IndexMap<Name, Value>) -> bool {
        self.fields.len() == object.len()
            && self.fields.iter().zip(object.keys()).all(|((name, _), found)| *name == found)
    }

    fn reorder(&self, object: &mut IndexMap<Name, Value>) {
        let mut found = std::mem::take(object);
        for (name, below) in &self.fields {
            if let Some((name, mut value)) = found.swap_remove_entry(*name) {
                below.arrange(&mut value);
                object.insert(name, value);
            }
        }
        found.shift_remove(EMPTY);
        object.extend(found);
    }
}

/// What each field of an object is selected with, by its name in the answer, in order.
type Fields<'a> = IndexMap<&'a Name, Selected<'a>>;

/// What a field is selected with.
struct Selected<'a> {
    /// The type of what is selected from, as far as it is known.
    on: Option<&'a str>,
    sets: Vec<&'a SelectionSet>,
}

impl Order {
    /// That of the operation that is asked for.
    pub fn of(types: Arc<Types>, asked: &Asked, prepared: &Prepared) -> Self {
        let sent = asked.variables().into_iter().flatten().filter(|(_, value)| value.is_boolean());
        let conditions = sent.map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { types, document: Arc::clone(&prepared.document), operation: asked.operation_name.clone(), conditions }
    }

    /// Puts the fields of an answer in order, at every depth.
    pub fn arrange(&self, data: &mut Value) {
        let operation = match (&self.document.operations, &self.operation) {
            (DocumentOperations::Single(one), _) => Some(one),
            (DocumentOperations::Multiple(many), Some(name)) => many.get(name.as_str()),
            (DocumentOperations::Multiple(many), None) => many.values().next(),
        };
        if let Some(operation) = operation {
            let given = Given::new(&operation.node, Some(&self.conditions));
            let (on, sets) = (Some(root_type(operation.node.ty)), vec![&operation.node.selection_set.node]);
            self.shape(&Selected { on, sets }, &given).arrange(data);
        }
    }

    /// The shape of what is selected.
    fn shape<'a>(&'a self, selected: &Selected<'a>, given: &Given<'_>) -> Shape<'a> {
        let mut fields = Fields::new();
        let mut spread = Vec::new();
        for set in &selected.sets {
            self.collect(set, selected.on, given, &mut fields, &mut spread);
        }
        let fields = fields.into_iter().map(|(name, below)| (name, self.shape(&below, given))).collect();
        Shape { fields, is_object: !selected.sets.is_empty() }
    }

    /// Each fragment once for each type, so that it does not matter how often it is spread; for another type it may say more. What is left out stands nowhere.
    fn collect<'a>(
        &'a self,
        set: &'a SelectionSet,
        on: Option<&'a str>,
        given: &Given<'_>,
        fields: &mut Fields<'a>,
        spread: &mut Vec<(&'a Name, Option<&'a str>)>,
    ) {
        for selection in set.items.iter().filter(|item| !given.skips(item.node.directives())) {
            match &selection.node {
                Selection::Field(field) => {
                    let below = &field.node.selection_set.node;
                    let of = || Some(self.types.field(on?, &field.node.name.node)?.of.as_str());
                    let empty = || Selected { on: of(), sets: Vec::new() };
                    let selected = fields.entry(&field.node.response_key().node).or_insert_with(empty);
                    if !below.items.is_empty() {
                        selected.sets.push(below);
                    }
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref().map(|it| it.node.on.node.as_str());
                    if self.may_be(on, condition) {
                        let on = self.narrower(on, condition);
                        self.collect(&inline.node.selection_set.node, on, given, fields, spread);
                    }
                }
                Selection::FragmentSpread(named) => {
                    let name = &named.node.fragment_name.node;
                    let fragment = self.document.fragments.get(name).filter(|_| !spread.contains(&(name, on)));
                    let Some(fragment) = fragment else { continue };
                    spread.push((name, on));
                    let condition = Some(fragment.node.type_condition.node.on.node.as_str());
                    if self.may_be(on, condition) {
                        let on = self.narrower(on, condition);
                        self.collect(&fragment.node.selection_set.node, on, given, fields, spread);
                    }
                }
            }
        }
    }

    /// Whether what is of one type may be of another, too. An object is of one type alone.
    fn may_be(&self, on: Option<&str>, condition: Option<&str>) -> bool {
        let of_both = on.zip(condition).filter(|(on, condition)| on != condition);
        of_both.is_none_or(|(on, condition)| !(self.types.is_object(on) && self.types.is_object(condition)))
    }

    /// The type that says more of what is of both.
    fn narrower<'a>(&self, on: Option<&'a str>, condition: Option<&'a str>) -> Option<&'a str> {
        if on.is_some_and(|on| self.types.is_object(on)) { on } else { condition.or(on) }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{
        parser::{parse_query, parse_schema},
        value,
    };

    use super::*;

    const SCHEMA: &str = "interface Node { id: ID! } type Item implements Node { id: ID! name: String } \
         type Person implements Node { id: ID! } type Query { item: Item node: Node }";

    fn arranged(document: &str, operation: Option<&str>, mut data: Value) -> String {
        let document = Arc::new(parse_query(document).unwrap());
        let types = Arc::new(Types::of(parse_schema(SCHEMA).unwrap()));
        let conditions = Map::from_iter([("no".to_owned(), Json::Bool(false))]);
        Order { types, document, operation: operation.map(str::to_owned), conditions }.arrange(&mut data);
        serde_json::to_string(&data).unwrap()
    }

    #[test]
    fn fields_are_in_the_order_of_the_selection_at_every_depth() {
        let data = value!({ "b": [{ "y": 1, "x": 2 }, { "y": 3, "x": 4 }], "a": { "z": null, "w": 5 } });
        let expected = r#"{"a":{"w":5,"z":null},"b":[{"x":2,"y":1},{"x":4,"y":3}]}"#;
        assert_eq!(arranged("{ a { w z } b: c { x y } }", None, data), expected);
    }

    #[test]
    fn a_field_stands_where_it_is_first_selected_and_fragments_where_they_are_spread() {
        let document =
            "query One { x } query Two { ...F a { c } ... on Query { d } } fragment F on Query { e a { b } ...F }";
        let data = value!({ "d": 1, "a": { "c": 2, "b": 3 }, "e": 4 });
        assert_eq!(arranged(document, Some("Two"), data), r#"{"e":4,"a":{"b":3,"c":2},"d":1}"#);
    }

    #[test]
    fn what_is_left_out_stands_nowhere() {
        let data = || value!({ "b": 1, "a": 2 });
        let expected = r#"{"b":1,"a":2}"#;
        assert_eq!(arranged("{ a @skip(if: true) b a }", None, data()), expected);
        let document = "query($no: Boolean!, $yes: Boolean = true) { a @include(if: $no) ...F @skip(if: $yes) b a } fragment F on Query { a }";
        assert_eq!(arranged(document, None, data()), expected);
    }

    #[test]
    fn a_fragment_for_another_type_selects_nothing() {
        let data = || value!({ "item": { "b": 1, "a": 2 } });
        for document in [
            "{ item { ... on Node { ... on Person { b: id } } a: name b: id } }",
            "{ item { ...N a: name ... on Item { b: id } } } fragment N on Node { ...P } fragment P on Person { b: id }",
            "{ item { ... { ... on Node { ... on Node { ... on Person { b: id } } } } a: name b: id } }",
        ] {
            assert_eq!(arranged(document, None, data()), r#"{"item":{"a":2,"b":1}}"#, "{document}");
        }
        for document in [
            "{ item { ... on Node { ... on Item { b: id } } a: name b: id } }",
            "{ item { ...N a: name } } fragment N on Node { ... { b: id } }",
        ] {
            assert_eq!(arranged(document, None, data()), r#"{"item":{"b":1,"a":2}}"#, "{document}");
        }
        let data = value!({ "node": { "c": 1, "b": 2 } });
        let document = "{ node { ... on Person { ...N } ... on Item { ...N } c: id } } fragment N on Node { ... on Item { b: name } }";
        assert_eq!(arranged(document, None, data), r#"{"node":{"b":2,"c":1}}"#);
        let data = value!({ "node": { "b": 1, "a": 2 } });
        let document = "{ node { ... on Item { a: name ... on Person { b: id } b: id } ... on Person { b: id } } }";
        assert_eq!(arranged(document, None, data), r#"{"node":{"a":2,"b":1}}"#);
    }

    #[test]
    fn what_was_not_selected_is_not_lost() {
        assert_eq!(arranged("{ a }", None, value!({ "b": 1, "a": 2 })), r#"{"a":2,"b":1}"#);
    }
}
