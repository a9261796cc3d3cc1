//! The same errors on their way to a GraphQL client: the members of the problem stand in `extensions`.

use async_graphql::{ErrorExtensionValues, Value};
use presswork_domain::Error;

use crate::problem::{self, Problem};

/// An error on its way to a GraphQL client.
#[derive(Clone)]
pub struct Failure(Problem);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        problem::log(&error);
        Self(Problem::from(&error))
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Failure> for async_graphql::Error {
    fn from(Failure(problem): Failure) -> Self {
        let mut error = Self::new(problem.detail.clone());
        error.extensions = Some(extensions(&problem));
        error
    }
}

/// The members of a problem, but for those that only the request knows; see `graphql::http`.
pub fn extensions(problem: &Problem) -> ErrorExtensionValues {
    let mut values = ErrorExtensionValues::default();
    if let Ok(serde_json::Value::Object(members)) = serde_json::to_value(problem) {
        for (name, member) in members {
            values.set(name, Value::from_json(member).unwrap_or_default());
        }
    }
    values
}
