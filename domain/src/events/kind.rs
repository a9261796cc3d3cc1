//! The types of events. Names are for ever: programs are built on them.

use std::str::FromStr;

use crate::fault::Refusal;

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// A post went public.
    PostPublished,
    /// A public post was changed.
    PostUpdated,
    /// A post was withdrawn.
    PostUnpublished,
    /// A public post was deleted.
    PostDeleted,
    /// A deleted post is public again.
    PostRestored,
    /// Somebody commented.
    CommentCreated,
    /// A comment was changed.
    CommentUpdated,
    /// A comment was deleted.
    CommentDeleted,
    /// An account is confirmed and can log in.
    UserRegistered,
    /// A profile or a role was changed.
    UserUpdated,
    /// An account was erased.
    UserDeleted,
    /// A picture can be shown.
    MediaReady,
}

impl EventType {
    /// Every type, in the order in which they are listed.
    pub const ALL: [Self; 12] = [
        Self::PostPublished,
        Self::PostUpdated,
        Self::PostUnpublished,
        Self::PostDeleted,
        Self::PostRestored,
        Self::CommentCreated,
        Self::CommentUpdated,
        Self::CommentDeleted,
        Self::UserRegistered,
        Self::UserUpdated,
        Self::UserDeleted,
        Self::MediaReady,
    ];

    /// Most characters of a name.
    pub const NAME_MAX: usize = 40;

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PostPublished => "post.published",
            Self::PostUpdated => "post.updated",
            Self::PostUnpublished => "post.unpublished",
            Self::PostDeleted => "post.deleted",
            Self::PostRestored => "post.restored",
            Self::CommentCreated => "comment.created",
            Self::CommentUpdated => "comment.updated",
            Self::CommentDeleted => "comment.deleted",
            Self::UserRegistered => "user.registered",
            Self::UserUpdated => "user.updated",
            Self::UserDeleted => "user.deleted",
            Self::MediaReady => "media.ready",
        }
    }

    /// What it means, for people.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::PostPublished => "A post went public, at once or as planned.",
            Self::PostUpdated => "A public post was changed: its text, its address, or whether it takes comments.",
            Self::PostUnpublished => "A post was withdrawn, at once or as planned, or moderators took it out of sight.",
            Self::PostDeleted => "A public post was deleted; for some time it can be restored.",
            Self::PostRestored => "A deleted post was restored and is public again.",
            Self::CommentCreated => {
                "Somebody commented on a post or answered a comment, or a comment came back into sight."
            }
            Self::CommentUpdated => "A comment was changed.",
            Self::CommentDeleted => "A comment was deleted, or moderators took it out of sight.",
            Self::UserRegistered => "An account is confirmed and can log in.",
            Self::UserUpdated => "A profile or a role was changed.",
            Self::UserDeleted => "An account was erased, with all that is personal.",
            Self::MediaReady => "A picture that somebody uploaded can be shown.",
        }
    }

    /// Which facts its `data` has.
    #[must_use]
    pub const fn members(self) -> &'static [&'static str] {
        match self {
            Self::PostPublished
            | Self::PostUpdated
            | Self::PostUnpublished
            | Self::PostDeleted
            | Self::PostRestored => &["postId", "authorId", "slug"],
            Self::CommentCreated | Self::CommentUpdated => &["commentId", "postId", "authorId", "parentId"],
            Self::CommentDeleted => &["commentId", "postId"],
            Self::UserRegistered | Self::UserUpdated | Self::UserDeleted => &["userId"],
            Self::MediaReady => &["mediaId", "ownerId"],
        }
    }

    /// Which version of `data` is written now. A member that goes or changes its meaning makes the next one; a new one does not.
    #[must_use]
    pub const fn version(self) -> i32 {
        1
    }
}

impl FromStr for EventType {
    type Err = Refusal;

    fn from_str(name: &str) -> Result<Self, Refusal> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| {
            Refusal::new("unknown_event_type", "GET /v1/event-types (eventTypes) lists those that there are")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_type_has_a_name_of_its_own_that_reads_back() {
        let names: BTreeSet<_> = EventType::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(names.len(), EventType::ALL.len());
        for kind in EventType::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert!(kind.as_str().len() <= EventType::NAME_MAX);
            assert!(kind.description().ends_with('.') && !kind.members().is_empty(), "{kind:?}");
        }
        assert_eq!("post.exploded".parse::<EventType>().unwrap_err().code, "unknown_event_type");
    }
}
