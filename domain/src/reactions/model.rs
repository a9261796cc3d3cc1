//! The value types of reactions.

use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::{CommentId, PostId},
};

/// What people react to. The ledger of reactions knows it by the bare id, which no other thing has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A post.
    Post(PostId),
    /// A comment.
    Comment(CommentId),
}

impl Subject {
    pub(super) fn uuid(self) -> Uuid {
        match self {
            Self::Post(id) => id.uuid(),
            Self::Comment(id) => id.uuid(),
        }
    }
}

/// A kind of reaction that this installation has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionKind(String);

impl ReactionKind {
    /// Checks a name.
    ///
    /// # Errors
    /// `unknown_reaction`.
    pub fn parse(cx: &Context, name: &str) -> Result<Self> {
        let known = &cx.deps.settings.community.reactions;
        if !known.iter().any(|kind| kind == name) {
            return Err(Error::malformed("unknown_reaction", format!("the reactions are {}", known.join(", "))));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many people have a reaction of one kind to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionCount {
    /// The kind.
    pub kind: String,
    /// How many people; at least 1.
    pub count: u64,
    /// Whether the person asking is one of them.
    pub reacted: bool,
}
