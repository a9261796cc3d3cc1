//! Payload types.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{EmailTokenId, PostId, UserId},
    jobs::{Job, QueueName},
};

/// Sends one letter to one person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendMail {
    /// To whom.
    pub to: UserId,
    /// What.
    pub letter: Letter,
}

/// What a letter says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// The link that confirms a mail address.
    ConfirmEmail {
        /// The single-use token, by id.
        token: EmailTokenId,
    },
    /// Somebody tried to register with the address of an existing account.
    AlreadyRegistered,
    /// Somebody you follow published.
    PostPublished {
        /// The post.
        post: PostId,
        /// Its title.
        title: String,
        /// Its slug.
        slug: String,
        /// The author's name.
        author: String,
    },
}

impl Job for SendMail {
    const KIND: &'static str = "mail.send";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 12;
    const TIMEOUT: Duration = Duration::from_mins(1);
    const ONCE: bool = true;

    /// A letter about a post goes to a person once, however often its fan-out runs.
    fn unique_key(&self) -> Option<String> {
        match &self.letter {
            Letter::PostPublished { post, .. } => Some(format!("{post}:{}", self.to)),
            Letter::ConfirmEmail { .. } | Letter::AlreadyRegistered => None,
        }
    }
}
