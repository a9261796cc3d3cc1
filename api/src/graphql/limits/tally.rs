//! What a selection expands to, each fragment counted once.

use std::collections::HashMap;

use async_graphql::{
    Name,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};

use super::{NESTING, Refusal};

/// Fields of introspection that hold lists of what they are held by: nested, they multiply.
const LISTS: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];
/// How deep those may be nested; the query that tools send has one.
const MAX_LISTS: usize = 2;

/// Counts of a selection with its fragments expanded. Beyond what a number holds it stays at the largest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All fields.
    pub fields: usize,
    /// Fields of the selection itself.
    pub root_fields: usize,
    /// Aliases.
    pub aliases: usize,
    /// Directives.
    pub directives: usize,
    /// How deep fields are nested; introspection does not count.
    pub depth: usize,
    /// How deep selections are nested, fragments included.
    nesting: usize,
    /// How deep lists of introspection are nested.
    lists: usize,
    /// Fields with the names of such lists in all.
    wide: usize,
    /// Those of them that are in introspection.
    pub introspected: usize,
}

impl Tally {
    const A_FIELD: Self = Self {
        fields: 1,
        root_fields: 1,
        aliases: 0,
        directives: 0,
        depth: 1,
        nesting: 0,
        lists: 0,
        wide: 0,
        introspected: 0,
    };

    fn add(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.root_fields = self.root_fields.saturating_add(other.root_fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.wide = self.wide.saturating_add(other.wide);
        self.introspected = self.introspected.saturating_add(other.introspected);
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
        self.lists = self.lists.max(other.lists);
    }
}

/// Counts the selections of one document.
pub struct Counter<'a> {
    document: &'a ExecutableDocument,
    max_depth: usize,
    /// What is known of fragments; nothing yet about those that are being counted.
    fragments: HashMap<&'a Name, Option<Tally>>,
}

impl<'a> Counter<'a> {
    pub fn new(document: &'a ExecutableDocument, max_depth: usize) -> Self {
        Self { document, max_depth, fragments: HashMap::new() }
    }

    /// Counts the selection of an operation.
    pub fn count(&mut self, of: &'a SelectionSet) -> Result<Tally, Refusal> {
        self.selection(of, 0)
    }

    /// Looks at fragments that no operation has led to.
    pub fn count_the_rest(&mut self) -> Result<(), Refusal> {
        let document = self.document;
        document.fragments.keys().try_for_each(|name| self.fragment(name, 0).map(|_| ()))
    }

    fn selection(&mut self, of: &'a SelectionSet, level: usize) -> Result<Tally, Refusal> {
        if level > NESTING {
            return Err(Refusal::Depth(self.max_depth));
        }
        let mut all = Tally::default();
        for item in &of.items {
            let mut one = match &item.node {
                Selection::Field(field) => self.field(&field.node, level)?,
                Selection::InlineFragment(inline) => self.selection(&inline.node.selection_set.node, level + 1)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, level + 1)?,
            };
            one.directives = one.directives.saturating_add(item.node.directives().len());
            all.add(one);
        }
        all.nesting += 1;
        Ok(all)
    }

    fn field(&mut self, field: &'a Field, level: usize) -> Result<Tally, Refusal> {
        let mut tally = self.selection(&field.selection_set.node, level + 1)?;
        let name = field.name.node.as_str();
        if name == "__schema" || name == "__type" {
            if tally.lists > MAX_LISTS {
                return Err(Refusal::Depth(self.max_depth));
            }
            tally.depth = 0;
            tally.introspected = std::mem::take(&mut tally.wide);
        }
        tally.fields = tally.fields.saturating_add(1);
        tally.aliases = tally.aliases.saturating_add(usize::from(field.alias.is_some()));
        tally.depth += 1;
        tally.lists += usize::from(LISTS.contains(&name));
        tally.wide = tally.wide.saturating_add(usize::from(LISTS.contains(&name)));
        tally.root_fields = 1;
        Ok(tally)
    }

    fn fragment(&mut self, name: &'a Name, level: usize) -> Result<Tally, Refusal> {
        let tally = match self.fragments.get(name) {
            Some(Some(known)) => *known,
            Some(None) => return Err(Refusal::Cycle),
            None => {
                // One that does not exist is a field: it will not run, but until that is found out, every spread is walked.
                let Some(found) = self.document.fragments.get(name) else { return Ok(Tally::A_FIELD) };
                self.fragments.insert(name, None);
                let mut tally = self.selection(&found.node.selection_set.node, level)?;
                tally.directives = tally.directives.saturating_add(found.node.directives.len());
                self.fragments.insert(name, Some(tally));
                tally
            }
        };
        if level + tally.nesting > NESTING + 1 {
            return Err(Refusal::Depth(self.max_depth));
        }
        Ok(tally)
    }
}
