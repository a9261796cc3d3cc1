//! The schema. Every root field is nullable: in a request of many, what fails takes nothing else with it.

use async_graphql::{EmptySubscription, MergedObject, Schema};
use presswork_domain::platform::Settings;

use super::limits::NESTING;
use crate::blueprints::{accounts, jobs, nodes, ops, posts, tags, users};

/// Reads.
#[derive(Default, MergedObject)]
pub struct Query(
    accounts::graphql::AccountsQuery,
    jobs::graphql::JobsQuery,
    nodes::graphql::NodesQuery,
    ops::graphql::OpsQuery,
    posts::graphql::PostsQuery,
    tags::graphql::TagsQuery,
    users::graphql::UsersQuery,
);

/// Writes, run one after the other.
#[derive(Default, MergedObject)]
pub struct Mutation(
    accounts::graphql::AccountsMutation,
    jobs::graphql::JobsMutation,
    ops::graphql::OpsMutation,
    posts::graphql::PostsMutation,
);

/// The schema of this API.
pub type ApiSchema = Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema. What a document may ask is checked before, see `limits`; what is left to the executor is the cost
/// that fields declare.
pub fn build(settings: &Settings) -> ApiSchema {
    let limits = &settings.graphql;
    let mut schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_complexity(limits.max_cost)
        .limit_recursive_depth(NESTING);
    if !limits.introspection {
        schema = schema.disable_introspection().disable_suggestions();
    }
    schema.finish()
}
