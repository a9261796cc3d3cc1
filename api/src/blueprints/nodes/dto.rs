//! Anything that has a public id.

use async_graphql::{ID, Interface};
use presswork_domain::nodes;
use serde::Serialize;
use utoipa::ToSchema;

use crate::blueprints::{
    comments::dto::Comment, jobs::dto::Job, media::dto::Media, posts::dto::Post, tags::dto::Tag, users::dto::User,
};

/// Anything that has a public id; the prefix of the id tells what.
#[derive(Debug, Serialize, Interface, ToSchema)]
#[serde(untagged)]
#[graphql(field(name = "id", ty = "&ID", desc = "The public id."))]
pub enum Node {
    /// A person.
    User(User),
    /// A post.
    Post(Box<Post>),
    /// A comment.
    Comment(Box<Comment>),
    /// A tag.
    Tag(Tag),
    /// A picture.
    Media(Box<Media>),
    /// A receipt.
    Job(Box<Job>),
}

impl From<nodes::Node> for Node {
    fn from(node: nodes::Node) -> Self {
        match node {
            nodes::Node::User(user) => Self::User(user.into()),
            nodes::Node::Post(post) => Self::Post(Box::new((*post).into())),
            nodes::Node::Comment(comment) => Self::Comment(Box::new((*comment).into())),
            nodes::Node::Tag(tag) => Self::Tag(tag.into()),
            nodes::Node::Media(it) => Self::Media(Box::new((*it).into())),
            nodes::Node::Job(job) => Self::Job(Box::new((*job).into())),
        }
    }
}
