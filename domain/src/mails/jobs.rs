//! Payload types.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Notice;
use crate::{
    ids::{EmailTokenId, InvitationId, ModerationActionId, PostId, UserId, WebhookId},
    jobs::{GroupLimits, Job, QueueName},
};

/// Sends one letter to one person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendMail {
    /// To whom; where the letter goes to an address without an account, on whose behalf.
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
    /// The link that sets a new password.
    ResetPassword {
        /// The single-use token, by id.
        token: EmailTokenId,
    },
    /// The link by which the owner of an account agrees to another mail address, sent to the present one.
    ApproveEmailChange {
        /// The single-use token, by id.
        token: EmailTokenId,
    },
    /// The link that confirms the mail address that an account is to have, sent to that address.
    ConfirmNewEmail {
        /// The single-use token, by id.
        token: EmailTokenId,
    },
    /// The link that lets somebody join, sent to the address that was invited.
    Invitation {
        /// The invitation, whose token is derived from its id.
        invitation: InvitationId,
    },
    /// Somebody tried to register with the address of an existing account.
    AlreadyRegistered,
    /// Something about the account has changed that its owner should know of.
    Notice {
        /// What.
        about: Notice,
    },
    /// A post was not published, or not withdrawn, at the time that was planned.
    PlanNotKept {
        /// The post.
        post: PostId,
        /// Its title.
        title: String,
        /// Whether it was to be published; otherwise it was to be withdrawn.
        publication: bool,
        /// Why: a name of [`crate::posts::PlanProblem`].
        reason: String,
    },
    /// A webhook was disabled without anybody having asked for it.
    WebhookDisabled {
        /// The webhook.
        webhook: WebhookId,
        /// The host of its address.
        host: String,
        /// Why: a name of [`crate::webhooks::DisabledReason`].
        reason: String,
    },
    /// Moderators have done something about somebody, or about what they wrote.
    Moderated {
        /// What they did.
        action: ModerationActionId,
        /// Of which kind it is: a name of [`crate::moderation::ActionKind`].
        what: String,
        /// What it was done to: the id of a post, a comment or the person.
        subject: String,
        /// Why: a name of [`crate::reports::ReportReason`].
        reason: String,
        /// More about why, in their words.
        note: String,
        /// Until when, where it is not for good.
        until: Option<DateTime<Utc>>,
    },
    /// What moderators had done is over.
    ModerationEnded {
        /// What they had done.
        action: ModerationActionId,
        /// Of which kind it was: a name of [`crate::moderation::ActionKind`].
        what: String,
        /// What it was done to.
        subject: String,
        /// How it ended: a name of [`crate::moderation::Ending`].
        how: String,
    },
    /// Moderators have decided about an appeal.
    AppealDecided {
        /// Of which kind it is what they had done: a name of [`crate::moderation::ActionKind`].
        what: String,
        /// What it was done to.
        subject: String,
        /// Whether it holds no more.
        overturned: bool,
        /// What they say about it.
        answer: String,
    },
    /// Somebody you follow published. Releases before notifications enqueued it; what they left is still sent.
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

impl Letter {
    /// Whether an account may be lost without it: it is sent to an address that is suppressed, too.
    pub(super) const fn is_about_security(&self) -> bool {
        match self {
            Self::ConfirmEmail { .. }
            | Self::ResetPassword { .. }
            | Self::ApproveEmailChange { .. }
            | Self::ConfirmNewEmail { .. }
            | Self::AlreadyRegistered
            | Self::Notice { .. }
            | Self::Moderated { .. }
            | Self::ModerationEnded { .. }
            | Self::AppealDecided { .. } => true,
            Self::Invitation { .. }
            | Self::PlanNotKept { .. }
            | Self::WebhookDisabled { .. }
            | Self::PostPublished { .. } => false,
        }
    }
}

/// How long a job may take that hands a mail over: longer than a conversation with a mail server that keeps it waiting at each of some nine
/// steps for nearly `mail.timeout` (10 s). That goes on when the job is given up, and the mail would come twice.
pub(crate) const CONVERSATION: Duration = Duration::from_mins(3);

impl Job for SendMail {
    const KIND: &'static str = "mail.send";
    const QUEUE: QueueName = QueueName::Interactive;
    const MAX_ATTEMPTS: u32 = 12;
    const TIMEOUT: Duration = CONVERSATION;
    const ONCE: bool = true;
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(16);

    /// A letter about a post goes to a person once, however often its fan-out runs.
    fn unique_key(&self) -> Option<String> {
        match &self.letter {
            Letter::PostPublished { post, .. } => Some(format!("{post}:{}", self.to)),
            Letter::ConfirmEmail { .. }
            | Letter::ResetPassword { .. }
            | Letter::ApproveEmailChange { .. }
            | Letter::ConfirmNewEmail { .. }
            | Letter::Invitation { .. }
            | Letter::AlreadyRegistered
            | Letter::Notice { .. }
            | Letter::Moderated { .. }
            | Letter::ModerationEnded { .. }
            | Letter::AppealDecided { .. }
            | Letter::PlanNotKept { .. }
            | Letter::WebhookDisabled { .. } => None,
        }
    }

    /// The letters about one post: however many follow its author, others get their mail meanwhile.
    fn group(&self) -> Option<String> {
        match &self.letter {
            Letter::PostPublished { post, .. } => Some(post.to_string()),
            _ => None,
        }
    }
}
