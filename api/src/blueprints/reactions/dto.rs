//! Reactions as clients see them.

use async_graphql::{ID, SimpleObject};
use presswork_domain::{ids::PostId, reactions};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many people have a reaction of one kind to something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionCount {
    /// The kind.
    #[schema(example = "like", pattern = "^[a-z_]+$")]
    pub kind: String,
    /// How many people.
    #[schema(example = 3, minimum = 1)]
    pub count: u64,
    /// Whether the person asking is one of them.
    #[schema(example = false)]
    pub reacted: bool,
}

impl From<reactions::ReactionCount> for ReactionCount {
    fn from(count: reactions::ReactionCount) -> Self {
        Self { kind: count.kind, count: count.count, reacted: count.reacted }
    }
}

/// What people feel about a post at this moment.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostReactions {
    /// The post.
    #[schema(value_type = String, example = "post_01h455vb4pex5vsknk084sn02q")]
    pub post_id: ID,
    /// The reactions, the most frequent first.
    pub reactions: Vec<ReactionCount>,
}

impl PostReactions {
    /// The reactions to this post.
    pub fn of(post: PostId, reactions: Vec<reactions::ReactionCount>) -> Self {
        let reactions = reactions.into_iter().map(ReactionCount::from).collect();
        Self { post_id: post.to_string().into(), reactions }
    }
}
