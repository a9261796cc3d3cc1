//! What can be followed.

use std::{fmt, str::FromStr, time::Duration};

use crate::{
    Context, Error, Result,
    comments::{self, Comment, CommentInclude},
    ids::{self, CommentId, JobId, PostId, UserId},
    jobs::{self, JobRecord},
    notifications::Notification,
    ops::{self, Operations},
    platform::events::Channel,
    posts::{self, Post, PostInclude, PostRef, PostStatus},
    reactions::ReactionCount,
    scope::Scope,
};

/// Something that can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// `job:job_...`: the receipt of a job.
    Job(JobId),
    /// `feed`: posts as they are published.
    Feed,
    /// `post:post_...`: comments on a post as they are written, and what people feel about it.
    Post(PostId),
    /// `user:me`, or `user:user_...` of oneself: what one is told.
    Inbox(Option<UserId>),
    /// `ops`: queues and workers, for operators.
    Ops,
}

/// What is to be seen.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// The receipt as it is now.
    Job(Box<JobRecord>),
    /// A post that was published.
    Post(Box<Post>),
    /// A comment that was written.
    Comment(Box<Comment>),
    /// What people feel about a post now.
    Reactions(PostId, Vec<ReactionCount>),
    /// Something that one is told, as it is now.
    Notification(Box<Notification>),
    /// Queues and workers as they are now.
    Operations(Box<Operations>),
}

/// How a topic, or a part of it, is followed.
pub(super) enum Manner {
    /// Looked at when its channel says so, with at least this pause between two looks.
    State(Channel, Duration),
    /// Looked at all the time, with this pause between two looks.
    Polled(Duration),
    /// Told by its channel, every event for itself.
    Events(Channel),
    /// Told by its channel that there is more in the database, which is its log.
    Inbox(Channel),
}

impl Topic {
    /// How its parts are followed.
    ///
    /// # Errors
    /// `authentication_required` for the inbox of nobody, `not_found` for that of another.
    pub(super) fn manners(&self, cx: &Context) -> Result<Vec<Manner>> {
        let pause = Duration::from_millis(200);
        Ok(match self {
            Self::Job(id) => vec![Manner::State(Channel::job(*id), pause)],
            Self::Feed => vec![Manner::Events(Channel::feed())],
            Self::Post(id) => {
                vec![Manner::Events(Channel::comments(*id)), Manner::State(Channel::post(*id), pause)]
            }
            Self::Inbox(whose) => vec![Manner::Inbox(Channel::inbox(own(cx, *whose)?))],
            Self::Ops => vec![Manner::Polled(Duration::from_secs(1))],
        })
    }

    /// What a state shows now; nothing for events.
    ///
    /// # Errors
    /// Why the actor may not see it: the errors of the read that answers the same.
    pub(super) async fn state(&self, cx: &Context) -> Result<Option<Update>> {
        Ok(match self {
            Self::Job(id) => Some(Update::Job(Box::new(jobs::get(cx, *id).await?))),
            Self::Post(id) => {
                let include = PostInclude { reactions: true, ..PostInclude::default() };
                let post = posts::get(cx, &PostRef::Id(*id), include).await?.post;
                Some(Update::Reactions(*id, post.reactions.unwrap_or_default()))
            }
            Self::Feed | Self::Inbox(_) => None,
            Self::Ops => Some(Update::Operations(Box::new(ops::operations(cx).await?))),
        })
    }

    /// What an event was about; nothing when it is not to be seen any more.
    ///
    /// # Errors
    /// `not_found` when the whole topic is not to be seen any more.
    pub(super) async fn event(&self, cx: &Context, words: &str) -> Result<Option<Update>> {
        Ok(match self {
            Self::Feed => {
                let id: PostId = ids::parse(words)?;
                let post = posts::find(cx, id, PostInclude::ALL).await?;
                post.filter(|post| post.status == PostStatus::Published).map(|post| Update::Post(Box::new(post)))
            }
            Self::Post(post) => {
                let id: CommentId = ids::parse(words)?;
                let comment = comments::find(cx, id, CommentInclude::ALL).await?;
                if comment.is_none() {
                    posts::get(cx, &PostRef::Id(*post), PostInclude::default()).await?;
                }
                // A gap is nothing that was written.
                let comment = comment.filter(|comment| comment.author_id.is_some());
                comment.map(|comment| Update::Comment(Box::new(comment)))
            }
            Self::Job(_) | Self::Inbox(_) | Self::Ops => None,
        })
    }
}

/// Whose inbox is followed: one's own.
fn own(cx: &Context, whose: Option<UserId>) -> Result<UserId> {
    let me = cx.actor.acts(Scope::Read)?;
    match whose {
        Some(other) if other != me => Err(Error::not_found("topic")),
        _ => Ok(me),
    }
}

impl FromStr for Topic {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once(':') {
            None if text == "feed" => Ok(Self::Feed),
            None if text == "ops" => Ok(Self::Ops),
            Some(("job", id)) => ids::parse(id).map(Self::Job),
            Some(("post", id)) => ids::parse(id).map(Self::Post),
            Some(("user", "me")) => Ok(Self::Inbox(None)),
            Some(("user", id)) => ids::parse(id).map(|id| Self::Inbox(Some(id))),
            _ => {
                let detail = "the topics are job:{id}, feed, post:{id}, user:me and ops";
                Err(Error::malformed("unknown_topic", detail))
            }
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Job(id) => write!(f, "job:{id}"),
            Self::Feed => f.write_str("feed"),
            Self::Post(id) => write!(f, "post:{id}"),
            Self::Inbox(None) => f.write_str("user:me"),
            Self::Inbox(Some(id)) => write!(f, "user:{id}"),
            Self::Ops => f.write_str("ops"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_reads_back_as_itself_and_nothing_else_is_one() {
        for text in [
            "feed",
            "ops",
            "job:job_01h2xcejqtf2nbrexx3vqjhp41",
            "post:post_01h2xcejqtf2nbrexx3vqjhp41",
            "user:me",
            "user:user_01h2xcejqtf2nbrexx3vqjhp41",
        ] {
            assert_eq!(text.parse::<Topic>().unwrap().to_string(), text);
        }
        for (text, code) in [("", "unknown_topic"), ("Feed", "unknown_topic"), ("feed:", "unknown_topic")] {
            assert_eq!(text.parse::<Topic>().unwrap_err().code(), code, "{text:?}");
        }
        assert_eq!("job:post_01h2xcejqtf2nbrexx3vqjhp41".parse::<Topic>().unwrap_err().code(), "invalid_id");
    }
}
