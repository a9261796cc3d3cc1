//! What a kind of job declares about itself.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Backoff, GroupLimits, Judgement};
use crate::{Error, platform::Settings};

/// A payload. Fields are only ever added, with a default: a row of an older release has to parse.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stable name in the ledger; never a type path.
    const KIND: &'static str;
    /// Where it waits.
    const QUEUE: QueueName;
    /// How often it is started at most. Counted at the claim, so that a job that kills its process ends too.
    const MAX_ATTEMPTS: u32;
    /// How long one attempt may take.
    const TIMEOUT: Duration;

    /// Whether a unique key holds for good: a job that has ended keeps others of its key away, too, until the ledger
    /// forgets it. For effects that must not come twice however often their cause is repeated.
    const ONCE: bool = false;

    /// How long to wait after an attempt that may be repeated.
    const BACKOFF: Backoff = Backoff::STANDARD;

    /// Whether what one person sets in motion is a group, where [`Self::group`] names none: however much that is, others do
    /// not wait for it. The limit is for fairness, and jobs that are enqueued at the same moment may pass it.
    const PER_PERSON: bool = false;

    /// Whether whoever set one in motion may call it off. Not where others rely on it, such as a letter about security or the end of a
    /// suspension, nor what is bookkeeping: that only operators call off.
    const OWNER_MAY_CANCEL: bool = false;

    /// How many jobs of a group run at once, and how far apart they begin.
    const GROUP_LIMITS: GroupLimits = GroupLimits::at_once(4);

    /// The same where settings decide it.
    #[must_use]
    fn group_limits(_settings: &Settings) -> GroupLimits {
        Self::GROUP_LIMITS
    }

    /// What an error means for a job of this kind; the common table unless the kind knows better.
    #[must_use]
    fn judge(error: &Error) -> Judgement {
        Judgement::of(error)
    }

    /// While an unfinished job of this kind has the same key, no second one is enqueued.
    fn unique_key(&self) -> Option<String> {
        None
    }

    /// Which jobs of this kind share the limits of a group with it; none when missing.
    fn group(&self) -> Option<String> {
        None
    }
}

/// The queues, each with workers of its own so that a backlog in one delays no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QueueName {
    /// A person waits: mail, scheduled publishing.
    Interactive,
    /// Soon: fan-out, media, webhooks.
    Standard,
    /// When there is time: imports, exports, erasure, reindexing.
    Bulk,
}

impl QueueName {
    /// Every queue, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Interactive, Self::Standard, Self::Bulk];

    /// The name in the ledger, in Redis and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Interactive => "interactive",
            Self::Standard => "standard",
            Self::Bulk => "bulk",
        }
    }
}

impl fmt::Display for QueueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for QueueName {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|queue| queue.as_str() == name)
            .ok_or_else(|| Error::malformed("unknown_queue", "the queues are interactive, standard and bulk"))
    }
}
