//! Anything that has a public id.

use async_graphql::{ID, Interface};
use presswork_domain::nodes;
use serde::Serialize;
use utoipa::ToSchema;

use crate::blueprints::{jobs::dto::Job, posts::dto::Post, tags::dto::Tag, users::dto::User};

/// Anything that has a public id; the prefix of the id tells what.
#[derive(Debug, Serialize, Interface, ToSchema)]
#[serde(untagged)]
#[graphql(field(name = "id", ty = "&ID", desc = "The public id."))]
pub enum Node {
    /// A person.
    User(User),
    /// A post.
    Post(Box<Post>),
    /// A tag.
    Tag(Tag),
    /// A receipt.
    Job(Box<Job>),
}

impl From<nodes::Node> for Node {
    fn from(node: nodes::Node) -> Self {
        match node {
            nodes::Node::User(user) => Self::User(user.into()),
            nodes::Node::Post(post) => Self::Post(Box::new((*post).into())),
            nodes::Node::Tag(tag) => Self::Tag(tag.into()),
            nodes::Node::Job(job) => Self::Job(Box::new((*job).into())),
        }
    }
}
