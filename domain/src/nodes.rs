//! Anything by its id.

use std::collections::HashMap;

use crate::{
    Context, Error, Result,
    comments::{self, Comment, CommentInclude},
    ids::NodeId,
    jobs::{self, JobRecord},
    media::{self, Media},
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
    /// A comment.
    Comment(Box<Comment>),
    /// A tag.
    Tag(Tag),
    /// A picture.
    Media(Box<Media>),
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
        NodeId::Comment(id) => {
            comments::find(cx, id, CommentInclude::ALL).await?.map(|comment| Node::Comment(Box::new(comment)))
        }
        NodeId::Tag(id) => tags::find(cx, id).await?.map(Node::Tag),
        NodeId::Media(id) => media::find(cx, id).await?.map(|it| Node::Media(Box::new(it))),
        NodeId::Job(id) => jobs::find_visible(cx, id).await?.map(|job| Node::Job(Box::new(job))),
    })
}

/// How many nodes can be asked for at once.
pub const NODES_MAX: usize = 100;

/// Whatever has these ids, in their order; nothing where there is nothing that the actor may see. One statement for each
/// type, however many ids.
///
/// # Errors
/// `invalid_id` when one is no id; a fault when there are more than 100.
pub async fn get_many(cx: &Context, ids: &[impl AsRef<str>]) -> Result<Vec<Option<Node>>> {
    if ids.len() > NODES_MAX {
        return Err(Error::invalid("/ids", "too_many", format!("at most {NODES_MAX} ids")));
    }
    let ids = ids.iter().map(|id| NodeId::parse(id.as_ref())).collect::<Result<Vec<_>>>()?;
    cx.meter.things(ids.len());
    let found = fetch(cx, &ids).await?;
    Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
}

async fn fetch(cx: &Context, ids: &[NodeId]) -> Result<HashMap<NodeId, Node>> {
    let (mut users, mut posts, mut comments, mut tags, mut media, mut jobs) =
        (vec![], vec![], vec![], vec![], vec![], vec![]);
    for id in ids {
        match *id {
            NodeId::User(id) => users.push(id),
            NodeId::Post(id) => posts.push(id),
            NodeId::Comment(id) => comments.push(id),
            NodeId::Tag(id) => tags.push(id),
            NodeId::Media(id) => media.push(id),
            NodeId::Job(id) => jobs.push(id),
        }
    }
    let mut found = HashMap::new();
    found.extend(users::known(cx, &users).await?.into_iter().map(|it| (NodeId::User(it.id), Node::User(it))));
    let posts = posts::get_many(cx, &posts, PostInclude::ALL).await?.into_iter();
    found.extend(posts.map(|it| (NodeId::Post(it.id), Node::Post(Box::new(it)))));
    let comments = comments::get_many(cx, &comments, CommentInclude::ALL).await?.into_iter();
    found.extend(comments.map(|it| (NodeId::Comment(it.id), Node::Comment(Box::new(it)))));
    found.extend(tags::get_many(cx, &tags).await?.into_iter().map(|it| (NodeId::Tag(it.id), Node::Tag(it))));
    let media = media::get_many(cx, &media).await?.into_iter();
    found.extend(media.map(|it| (NodeId::Media(it.id), Node::Media(Box::new(it)))));
    let jobs = jobs::get_many(cx, &jobs).await?.into_iter();
    found.extend(jobs.map(|it| (NodeId::Job(it.id), Node::Job(Box::new(it)))));
    Ok(found)
}
