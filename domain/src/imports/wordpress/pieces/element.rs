//! An element of an export.

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(in crate::imports::wordpress) struct Element {
    /// Its name, with the prefix that exports give it.
    pub name: Box<str>,
    pub(super) attributes: Vec<(Box<str>, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// The line of its beginning.
    pub line: u64,
}

impl Element {
    /// What it says.
    pub(in crate::imports::wordpress) fn text(&self) -> &str {
        self.text.trim()
    }

    /// What the first element of this name in it says; empty where there is none.
    pub(in crate::imports::wordpress) fn says(&self, name: &str) -> &str {
        self.all(name).next().map(Self::text).unwrap_or_default()
    }

    /// The elements of this name in it.
    pub(in crate::imports::wordpress) fn all(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| &*child.name == name)
    }

    /// An attribute; empty where there is none.
    pub(in crate::imports::wordpress) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(it, _)| &**it == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}
