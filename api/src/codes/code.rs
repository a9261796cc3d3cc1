//! A code, and who gives it.

/// A code of answers.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// The name, for programs.
    pub name: &'static str,
    /// The statuses that it comes with; none where any of 4xx may be.
    pub statuses: &'static [u16],
    /// Who gives it.
    pub by: By,
    /// What it means.
    pub meaning: &'static str,
}

/// Who gives a code.
#[derive(Debug, Clone, Copy)]
pub enum By {
    /// Whatever is asked, in both faces.
    Any,
    /// Whatever is asked, in REST.
    Rest,
    /// Whatever is asked, in GraphQL.
    Graphql,
    /// The operations that take one of these parameters or headers.
    Taking(&'static [&'static str]),
    /// These operations.
    These(&'static [&'static str]),
}

impl Code {
    /// Whether it may come with this status.
    #[must_use]
    pub fn comes_with(&self, status: u16) -> bool {
        if self.statuses.is_empty() { (400..500).contains(&status) } else { self.statuses.contains(&status) }
    }
}

pub(super) const fn any(name: &'static str, statuses: &'static [u16], meaning: &'static str) -> Code {
    Code { name, statuses, by: By::Any, meaning }
}

pub(super) const fn rest(name: &'static str, statuses: &'static [u16], meaning: &'static str) -> Code {
    Code { name, statuses, by: By::Rest, meaning }
}

pub(super) const fn graphql(name: &'static str, statuses: &'static [u16], meaning: &'static str) -> Code {
    Code { name, statuses, by: By::Graphql, meaning }
}

pub(super) const fn taking(
    name: &'static str,
    statuses: &'static [u16],
    parameters: &'static [&'static str],
    meaning: &'static str,
) -> Code {
    Code { name, statuses, by: By::Taking(parameters), meaning }
}

pub(super) const fn these(
    name: &'static str,
    statuses: &'static [u16],
    operations: &'static [&'static str],
    meaning: &'static str,
) -> Code {
    Code { name, statuses, by: By::These(operations), meaning }
}
