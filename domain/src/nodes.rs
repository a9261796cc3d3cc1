//! Anything by its id.

use crate::{
    Context, Error, Result,
    ids::NodeId,
    jobs::{self, JobRecord},
    posts::{self, Post, PostInclude},
    tags::{self, Tag},
    users::{self, User, UserRef},
};

/// Anything that has a public id.
#[derive(Debug, Clone)]
pub enum Node {
    /// A person.
    User(User),
    /// A post.
    Post(Box<Post>),
    /// A tag.
    Tag(Tag),
    /// A receipt.
    Job(Box<JobRecord>),
}

/// Whatever has this id and may be seen by the actor.
///
/// # Errors
/// `not_found`.
pub async fn get(cx: &Context, id: NodeId) -> Result<Node> {
    find(cx, id).await?.ok_or(Error::not_found("node"))
}

/// Whatever has this id and may be seen by the actor, when there is something.
///
/// # Errors
/// The database's.
pub async fn find(cx: &Context, id: NodeId) -> Result<Option<Node>> {
    Ok(match id {
        NodeId::User(id) => users::find(cx, &UserRef::Id(id)).await?.map(Node::User),
        NodeId::Post(id) => posts::find(cx, id, PostInclude::ALL).await?.map(|post| Node::Post(Box::new(post))),
        NodeId::Tag(id) => tags::find(cx, id).await?.map(Node::Tag),
        NodeId::Job(id) => jobs::find_visible(cx, id).await?.map(|job| Node::Job(Box::new(job))),
    })
}
