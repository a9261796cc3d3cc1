//! Whether what a document puts in is of the type that belongs there: rules of the GraphQL specification that the executor does not
//! look at before it runs (5.2.3 the root of a subscription, 5.3.2 fields that are merged, 5.6.3 unique members of an input, 5.8.5 where variables may stand, 6.1.2 the values of variables, and that a
//! text is no value of an enumeration). Otherwise the first fields of a mutation would be done before the wrong one is found. And whether
//! a value holds far more than any place takes, which would be found only after it was taken up.
//!
//! What does not exist is passed over here: the executor's own checks tell of it.

mod merging;
mod root;
mod size;
mod twice;
mod typename;
mod types;
mod usage;
mod values;

use async_graphql::{Name, ScalarType, ServerError, parser::types::ExecutableDocument};
use serde_json::{Map, Value};

pub use twice::check_text;
pub use typename::{TYPENAME, show_conditions};
pub use types::{Types, root_type};
use usage::Usage;

use crate::scalars::Time;

impl Types {
    /// Checks every operation of a document.
    ///
    /// # Errors
    /// The first thing that is of another type or holds too much, or the first fields that can not be merged.
    pub fn check(&self, document: &ExecutableDocument) -> Result<(), ServerError> {
        document.operations.iter().try_for_each(|(_, operation)| {
            root::check(document, &operation.node)?;
            Usage::new(self, document, &operation.node).check()
        })?;
        merging::check(self, document)
    }

    /// Checks the variables that were sent for the operation of a document that runs. They are looked at as they came: nothing has been
    /// made of them yet.
    ///
    /// # Errors
    /// The first that holds too much, is missing or does not fit.
    pub fn check_values(
        &self,
        document: &ExecutableDocument,
        name: Option<&str>,
        variables: Option<&Map<String, Value>>,
    ) -> Result<(), ServerError> {
        size::check_sent(variables)?;
        let mut operations = document.operations.iter();
        let runs = operations.find(|(known, _)| name.is_none() || known.map(Name::as_str) == name);
        runs.map_or(Ok(()), |(_, operation)| values::check(self, &operation.node, variables))
    }
}

/// Whether a text is a point in time, as inputs take it.
fn is_time(text: &str) -> bool {
    Time::parse(async_graphql::Value::String(text.to_owned())).is_ok()
}

#[cfg(test)]
mod tests;
