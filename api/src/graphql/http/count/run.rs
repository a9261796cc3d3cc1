//! Which root fields were run.

use std::time::Duration;

use async_graphql::{PathSegment, Response, Value};
use presswork_domain::platform::metrics::WebMetrics;

use super::fields::RootFields;

impl RootFields {
    /// How many were run: those that the answer tells of. The names of types cost nothing.
    pub fn run(&self, response: &Response) -> u32 {
        if not_run(response) {
            return 0;
        }
        let told = |key: &str| match &response.data {
            Value::Object(fields) => fields.contains_key(key),
            _ => false,
        };
        let run = self.fields.iter().filter(|it| it.bound > 0 && (told(&it.key) || failed(response, &it.key)));
        u32::try_from(run.count()).unwrap_or(u32::MAX)
    }

    /// Counts them as those of a subscription that begins.
    pub fn count_begun(&self, metrics: &WebMetrics) {
        for field in &self.fields {
            metrics.root_field(self.operation, &field.name, true);
        }
    }

    /// Counts them, unless nothing was run, and how long that took all of them.
    pub fn count(&self, response: &Response, metrics: &WebMetrics, took: Duration) {
        if not_run(response) {
            return;
        }
        metrics.operation(self.operation, &self.names(), took);
        for field in &self.fields {
            metrics.root_field(self.operation, &field.name, !failed(response, &field.key));
        }
    }
}

fn not_run(response: &Response) -> bool {
    response.data == Value::Null && response.errors.iter().any(|error| error.path.is_empty())
}

fn failed(response: &Response, key: &str) -> bool {
    let root = |segment: &PathSegment| matches!(segment, PathSegment::Field(name) if name == key);
    response.errors.iter().any(|error| error.path.first().is_some_and(root))
}
