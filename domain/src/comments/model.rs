//! The value types of comments.

use chrono::{DateTime, Utc};

use crate::{
    Error, Result,
    fault::{Faults, Refusal},
    ids::{self, CommentId, PostId, UserId},
    reactions::ReactionCount,
    text,
    users::User,
};

/// A comment, with the relations that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The public id.
    pub id: CommentId,
    /// The post it stands under.
    pub post_id: PostId,
    /// The comment it answers; none for one that answers the post.
    pub parent_id: Option<CommentId>,
    /// How deep it stands: 0 answers the post.
    pub depth: u32,
    /// Who wrote it; none once it is deleted.
    pub author_id: Option<UserId>,
    /// The author, when asked for.
    pub author: Option<User>,
    /// The source; only for those who may edit it.
    pub markdown: Option<String>,
    /// The rendered source, safe to put into a page; empty once it is deleted.
    pub html: String,
    /// How many replies it has, the deleted ones not counted.
    pub reply_count: u32,
    /// What people felt about it, when asked for.
    pub reactions: Option<Vec<ReactionCount>>,
    /// Whom it names, when asked for.
    pub mentions: Option<Vec<User>>,
    /// How many reactions it has in all: what `top` sorts by.
    pub score: i64,
    /// Counts the writes; starts at 1.
    pub version: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When its text was last changed; none when it never was.
    pub edited_at: Option<DateTime<Utc>>,
    /// When it was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When moderators took it out of sight.
    pub hidden_at: Option<DateTime<Utc>>,
}

/// What a comment said before a change.
#[derive(Debug, Clone)]
pub struct CommentRevision {
    /// The version of the comment that said it.
    pub version: i64,
    /// The source.
    pub markdown: String,
    /// The rendered source.
    pub html: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

/// Which relations to fetch with a comment: each costs one statement, whatever the size of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CommentInclude {
    /// The author.
    pub author: bool,
    /// The reactions.
    pub reactions: bool,
    /// The people named.
    pub mentions: bool,
}

impl CommentInclude {
    /// Everything there is.
    pub const ALL: Self = Self { author: true, reactions: true, mentions: true };

    /// How many of them.
    pub(super) fn number(self) -> usize {
        [self.author, self.reactions, self.mentions].into_iter().filter(|included| *included).count()
    }
}

/// In which order to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CommentSort {
    /// As the conversation went.
    #[default]
    Oldest,
    /// The latest first.
    Newest,
    /// The most reactions first.
    Top,
}

/// The source: 1 to 20,000 characters, some three pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentText(String);

impl CommentText {
    /// Most characters.
    pub const MAX: usize = 20_000;

    /// Checks a source.
    ///
    /// # Errors
    /// `required`, `too_long` or `invalid_character`.
    pub fn parse(source: &str) -> Result<Self, Refusal> {
        let source = text::block(source, Self::MAX)?;
        if source.trim().is_empty() {
            return Err(Refusal::new("required", "a comment has to say something"));
        }
        Ok(Self(source))
    }

    /// The source.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody sends to comment.
#[derive(Debug, Clone, Default)]
pub struct CommentInput {
    /// The source.
    pub markdown: String,
    /// The comment it answers; the post when missing.
    pub parent_id: Option<String>,
}

/// A comment to be written.
pub(super) struct NewComment {
    pub text: CommentText,
    pub parent: Option<CommentId>,
}

impl NewComment {
    pub(super) fn parse(input: &CommentInput) -> Result<Self> {
        let mut faults = Faults::default();
        let text = faults.take("/markdown", CommentText::parse(&input.markdown));
        let parent = input.parent_id.as_deref().map(|id| {
            let refused = |_: Error| Refusal::new("invalid_id", "not the id of a comment");
            faults.take("/parentId", ids::parse(id).map_err(refused))
        });
        let parent = parent.map_or(Some(None), |parent| parent.map(Some));
        faults.finish(text.zip(parent).map(|(text, parent)| Self { text, parent }))
    }
}

/// What somebody sends to change a comment.
#[derive(Debug, Clone, Default)]
pub struct CommentPatchInput {
    /// The source; it can't be cleared.
    pub markdown: crate::patch::Patch<String>,
}

impl CommentPatchInput {
    /// The new text, when there is one.
    pub(super) fn parse(&self) -> Result<Option<CommentText>> {
        use crate::patch::Patch;
        match &self.markdown {
            Patch::Absent => Ok(None),
            Patch::Null => Err(Error::invalid("/markdown", "required", "a comment has to say something")),
            Patch::Value(source) => {
                let mut faults = Faults::default();
                let text = faults.take("/markdown", CommentText::parse(source));
                faults.finish(text).map(Some)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_comment_are_reported_together() {
        let input = CommentInput { markdown: " \n".into(), parent_id: Some("post_1".into()) };
        let Err(Error::Invalid(faults)) = NewComment::parse(&input) else { panic!("accepted") };
        let found: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        assert_eq!(found, [("/markdown", "required"), ("/parentId", "invalid_id")]);
    }
}
