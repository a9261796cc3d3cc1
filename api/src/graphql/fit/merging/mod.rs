//! Fields of one name in the answer can be merged (5.3.2): they are the same field with the same arguments wherever both can be of one
//! object, and their values have the same shape wherever they stand. The executor's own check sees neither what stands below two fields
//! nor what stands in different fragments.
//!
//! Fields are compared as groups, not as pairs: all of one name in the answer with the first of them, then what is selected below all of
//! them together. For shapes, all of one name are a group; for the rest, those on each type of object, and with them those on types that
//! such an object may also be.

mod conflict;
mod rule;

use std::collections::HashSet;

use async_graphql::{
    Name, ServerError,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

use super::types::{Types, named, root_type};
use conflict::Conflict;
use rule::{Rule, Selected};

/// How many selections are looked at for one document, far above what anybody writes: sets of fields that differ a little can be
/// made of few fragments in many ways. A document is refused after some milliseconds, however often it comes.
const MOST: usize = 50_000;

/// Checks every operation of a document, also those that do not run: it is right as a whole or not at all. Fragments form no circle: the
/// document is within its limits.
///
/// # Errors
/// The first fields that can not be merged.
pub fn check(types: &Types, document: &ExecutableDocument) -> Result<(), ServerError> {
    let mut merging = Merging { types, document, known: HashSet::new(), left: MOST };
    for (_, operation) in document.operations.iter() {
        let set = Set { on: Some(root_type(operation.node.ty)), of: &operation.node.selection_set.node };
        for rule in [Rule::Sameness, Rule::Shape] {
            merging.check(&[set], rule).map_err(Conflict::told)?;
        }
    }
    if merging.left == 0 {
        return Err(ServerError::new("The document selects the same fields in too many ways.", None));
    }
    Ok(())
}

/// What is selected of a type; none where the type is not known.
#[derive(Clone, Copy)]
struct Set<'a> {
    on: Option<&'a str>,
    of: &'a SelectionSet,
}

/// Fields by their names in the answer, and the fragments that they come from.
#[derive(Default)]
struct Collected<'a> {
    fields: IndexMap<&'a str, Vec<Selected<'a>>>,
    fragments: HashSet<&'a Name>,
}

/// Looks at the operations of one document.
struct Merging<'a> {
    types: &'a Types,
    document: &'a ExecutableDocument,
    /// Selections that were looked at together. A selection stands in one place of the text, and so is always on the same type.
    known: HashSet<(Rule, Vec<*const SelectionSet>)>,
    /// How many selections may still be looked at.
    left: usize,
}

impl<'a> Merging<'a> {
    /// Checks what is selected together.
    fn check(&mut self, sets: &[Set<'a>], rule: Rule) -> Result<(), Conflict<'a>> {
        if self.left == 0 || !self.is_new(sets, rule) {
            return Ok(());
        }
        let mut collected = Collected::default();
        for (number, set) in sets.iter().enumerate() {
            self.collect(*set, number, &mut collected);
        }
        for (key, same) in collected.fields {
            for group in self.groups(same, rule) {
                self.group(key, &group, rule)?;
            }
        }
        Ok(())
    }

    fn is_new(&mut self, sets: &[Set<'a>], rule: Rule) -> bool {
        let mut together: Vec<_> = sets.iter().map(|set| std::ptr::from_ref(set.of)).collect();
        together.sort_unstable();
        self.known.insert((rule, together))
    }

    fn collect(&mut self, Set { on, of }: Set<'a>, number: usize, into: &mut Collected<'a>) {
        let document = self.document;
        for item in &of.items {
            self.left = self.left.saturating_sub(1);
            let (condition, of) = match &item.node {
                Selection::Field(field) => {
                    let same = into.fields.entry(field.node.response_key().node.as_str()).or_default();
                    same.push(Selected { on, field, set: number });
                    continue;
                }
                Selection::InlineFragment(inline) => {
                    (inline.node.type_condition.as_ref(), &inline.node.selection_set.node)
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let found = document.fragments.get(name).filter(|_| into.fragments.insert(name));
                    let Some(found) = found else { continue };
                    (Some(&found.node.type_condition), &found.node.selection_set.node)
                }
            };
            let on = condition.map_or(on, |condition| Some(condition.node.on.node.as_str()));
            self.collect(Set { on, of }, number, into);
        }
    }

    /// The fields of one name in the answer, by what they have to agree on.
    fn groups(&mut self, same: Vec<Selected<'a>>, rule: Rule) -> Vec<Vec<Selected<'a>>> {
        if rule == Rule::Shape || same.len() == 1 {
            return vec![same];
        }
        let (mut objects, mut others) = (IndexMap::<&str, Vec<Selected<'a>>>::new(), Vec::new());
        for one in same {
            match one.on.filter(|on| self.types.is_object(on)) {
                Some(on) => objects.entry(on).or_default().push(one),
                None => others.push(one),
            }
        }
        if objects.is_empty() {
            return vec![others];
        }
        if others.is_empty() {
            return objects.into_values().collect();
        }
        self.left = self.left.saturating_sub(objects.len().saturating_mul(others.len()));
        let with_others = |mut group: Vec<Selected<'a>>| {
            group.extend(&others);
            group.sort_by_key(|one| one.field.pos);
            group
        };
        objects.into_values().map(with_others).collect()
    }

    fn group(&mut self, key: &'a str, group: &[Selected<'a>], rule: Rule) -> Result<(), Conflict<'a>> {
        let Some((first, rest)) = group.split_first() else { return Ok(()) };
        for other in rest {
            if let Some(reason) = rule.difference(self.types, first, other) {
                return Err(Conflict::between(key, reason, first, other));
            }
        }
        let holding = group.iter().filter(|one| !one.field.node.selection_set.node.items.is_empty());
        let parents: Vec<Selected<'a>> = holding.copied().collect();
        if parents.is_empty() {
            return Ok(());
        }
        let sets: Vec<_> = parents.iter().map(|parent| self.below(parent)).collect();
        self.check(&sets, rule).map_err(|conflict| conflict.below(key, &parents))
    }

    fn below(&self, Selected { on, field, .. }: &Selected<'a>) -> Set<'a> {
        let on = self.types.output(*on, &field.node.name.node).map(named);
        Set { on, of: &field.node.selection_set.node }
    }
}

#[cfg(test)]
mod tests;
