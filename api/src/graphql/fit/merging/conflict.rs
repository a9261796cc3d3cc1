//! Two fields that can not be merged, and how that is told.

use async_graphql::{Pos, ServerError};

use super::rule::Selected;

/// What is found.
pub struct Conflict<'a> {
    /// The name in the answer of two fields that are selected together.
    key: &'a str,
    /// Why they can not be merged.
    reason: String,
    /// The numbers of the selections in which they stand; where both are in the same, fields above those have no part in it.
    sets: (usize, usize),
    /// Where the fields are that differ.
    at: [Pos; 2],
}

impl<'a> Conflict<'a> {
    /// Between two fields of one name in the answer.
    pub const fn between(key: &'a str, reason: String, one: &Selected<'a>, other: &Selected<'a>) -> Self {
        Self { key, reason, sets: (one.set, other.set), at: [one.field.pos, other.field.pos] }
    }

    /// The same, told of the fields below which it is found.
    pub fn below(self, key: &'a str, parents: &[Selected<'a>]) -> Self {
        let (one, other) = self.sets;
        match (parents.get(one), parents.get(other)) {
            (Some(above), Some(above_other)) if one != other => {
                let reason = format!("subfields \"{}\" conflict because {}", self.key, self.reason);
                Self { key, reason, sets: (above.set, above_other.set), at: self.at }
            }
            _ => self,
        }
    }

    /// As it is told to the client.
    pub fn told(self) -> ServerError {
        let Self { key, reason, at, .. } = self;
        let text = format!(
            "Fields \"{key}\" conflict because {reason}. Use different aliases on the fields to fetch both if this was intentional."
        );
        let mut error = ServerError::new(text, None);
        error.locations = at.to_vec();
        error
    }
}
