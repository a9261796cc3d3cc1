//! What a process counts of requests.

use std::time::Duration;

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::db::one_or_several;

/// From a cached answer to the longest a request may take.
const TIMES: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The methods that have a label of their own; whatever else clients make up is `other`.
const METHODS: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RootField {
    operation: &'static str,
    field: String,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Fields {
    operation: &'static str,
    field: String,
}

/// The kind of a GraphQL operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Reads.
    Query,
    /// Writes.
    Mutation,
    /// Listens.
    Subscription,
}

impl Operation {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// What a process counts of requests.
pub struct WebMetrics {
    requests: Family<Request, Counter>,
    times: Family<Route, Histogram, fn() -> Histogram>,
    fields: Family<RootField, Counter>,
    operations: Family<Fields, Histogram, fn() -> Histogram>,
}

impl WebMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let of = Self {
            requests: Family::default(),
            times: Family::new_with_constructor(|| Histogram::new(TIMES)),
            fields: Family::default(),
            operations: Family::new_with_constructor(|| Histogram::new(TIMES)),
        };
        let help = "Requests answered, by route template";
        registry.register("http_requests", help, of.requests.clone());
        let help = "From the head of a request to the head of its answer, by route template";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, of.times.clone());
        registry.register("graphql_root_fields", "Root fields run in GraphQL operations", of.fields.clone());
        let help = "How long a GraphQL operation ran, by its root field";
        registry.register_with_unit("graphql_operation_duration", help, Unit::Seconds, of.operations.clone());
        of
    }

    /// A request was answered. The route is a template, or nothing where no route is.
    pub fn answered(&self, method: &str, route: Option<String>, status: u16, took: Duration) {
        let method = METHODS.into_iter().find(|known| *known == method).unwrap_or("other");
        let route = Route { method, route: route.unwrap_or_else(|| "none".to_owned()) };
        self.times.get_or_create(&route).observe(took.as_secs_f64());
        self.requests.get_or_create(&Request { method, route: route.route, status }).inc();
    }

    /// A GraphQL operation with these fields at its root was run. They are of the schema.
    pub fn operation(&self, operation: Operation, fields: &str, took: Duration) {
        let fields = Fields { operation: operation.as_str(), field: one_or_several(fields).to_owned() };
        self.operations.get_or_create(&fields).observe(took.as_secs_f64());
    }

    /// A root field of a GraphQL operation was run. It is one of the schema.
    pub fn root_field(&self, operation: Operation, field: &str, succeeded: bool) {
        let operation = operation.as_str();
        let outcome = if succeeded { "ok" } else { "error" };
        self.fields.get_or_create(&RootField { operation, field: field.to_owned(), outcome }).inc();
    }
}
