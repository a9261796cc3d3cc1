//! The most that a field may cost.

use async_graphql::{
    Positioned,
    parser::types::{Field, OperationType, Selection, SelectionSet},
};
use presswork_domain::{
    budget::{TOTAL, bound_within, list_bound},
    page::PAGE_MAX,
};

use super::collector::Collector;

impl Collector<'_> {
    pub(super) fn bound(&self, field: &Field) -> u32 {
        let name = field.name.node.as_str();
        if name == "__typename" {
            return 0;
        }
        let selection = &field.selection_set.node;
        let is_list = self.operation.ty == OperationType::Query && self.lists.roots.contains(name);
        if !is_list {
            // A subscription pays for its results, one by one.
            let of = u32::from(self.operation.ty != OperationType::Subscription);
            return self.within(selection, of).saturating_add(1);
        }
        let things = self.things(field).min(PAGE_MAX);
        let totals = self.totals(selection).saturating_mul(TOTAL);
        list_bound(things).saturating_add(totals).saturating_add(self.within(selection, things))
    }

    /// What the lists within so many things may cost, all relations of theirs included.
    fn within(&self, selection: &SelectionSet, of: u32) -> u32 {
        let cost = |item: &Positioned<Selection>| match &item.node {
            Selection::Field(field) => {
                let selected = &field.node.selection_set.node;
                // Other types may have something of the same name that is no list, and has nothing to select.
                let is_list = self.lists.within.contains(field.node.name.node.as_str()) && !selected.items.is_empty();
                if !is_list {
                    return self.within(selected, of);
                }
                let things = of.saturating_mul(self.things(&field.node).min(PAGE_MAX));
                let totals = of.saturating_mul(self.totals(selected)).saturating_mul(TOTAL);
                bound_within(things).saturating_add(totals).saturating_add(self.within(selected, things))
            }
            Selection::InlineFragment(inline) => self.within(&inline.node.selection_set.node, of),
            Selection::FragmentSpread(spread) => {
                let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                fragment.map_or(0, |it| self.within(&it.node.selection_set.node, of))
            }
        };
        selection.items.iter().map(cost).fold(0, u32::saturating_add)
    }

    /// How often a selection of a list asks how long it is, or for other counts of all of it.
    fn totals(&self, selection: &SelectionSet) -> u32 {
        let of = |item: &Positioned<Selection>| match &item.node {
            Selection::Field(field) => u32::from(matches!(field.node.name.node.as_str(), "totalCount" | "facets")),
            Selection::InlineFragment(inline) => self.totals(&inline.node.selection_set.node),
            Selection::FragmentSpread(spread) => {
                let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                fragment.map_or(0, |it| self.totals(&it.node.selection_set.node))
            }
        };
        selection.items.iter().map(of).fold(0, u32::saturating_add)
    }
}
