//! The value types of notifications.

use std::{collections::BTreeSet, str::FromStr};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    fault::{Faults, Refusal},
    ids::{CommentId, ModerationActionId, NotificationId, PostId},
    users::User,
};

/// Longest name of a time zone, in characters; the longest that there is has 32.
pub const TIME_ZONE_MAX: usize = 64;
/// The last hour of a day.
pub const DIGEST_HOUR_MAX: u32 = 23;
/// When digests come unless somebody says otherwise.
pub(super) const DIGEST_HOUR: u32 = 8;

/// What one is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationKind {
    /// Somebody one follows has published a post.
    PostPublished,
    /// Somebody has commented on one's post.
    Comment,
    /// Somebody has replied to one's comment.
    Reply,
    /// Somebody has named one in a comment.
    Mention,
    /// Somebody feels something about one's post or comment.
    Reaction,
    /// Somebody follows one.
    Follow,
    /// Moderators have done something about one, or about what one wrote. It always comes, to the inbox and by a letter of its own.
    Moderation,
}

impl NotificationKind {
    /// Those of which people choose how to hear.
    pub const CHOSEN: [Self; 6] =
        [Self::PostPublished, Self::Comment, Self::Reply, Self::Mention, Self::Reaction, Self::Follow];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PostPublished => "post_published",
            Self::Comment => "comment",
            Self::Reply => "reply",
            Self::Mention => "mention",
            Self::Reaction => "reaction",
            Self::Follow => "follow",
            Self::Moderation => "moderation",
        }
    }

    /// Whether somebody has said something: that is mailed each time, and unless its reader says otherwise. The others are
    /// mailed to those who want it, the first of each gathering.
    #[must_use]
    pub const fn is_said(self) -> bool {
        !matches!(self, Self::Reaction | Self::Follow | Self::Moderation)
    }

    /// Whether what happens is a comment.
    pub(super) const fn is_comment(self) -> bool {
        matches!(self, Self::Comment | Self::Reply | Self::Mention)
    }
}

impl FromStr for NotificationKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::CHOSEN
            .into_iter()
            .chain([Self::Moderation])
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| Error::internal(format!("unknown kind of notification {name:?}")))
    }
}

/// Something that one is told, once or of several people at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The public id.
    pub id: NotificationId,
    /// Of what.
    pub kind: NotificationKind,
    /// Who did it: the last few, the last first.
    pub actors: Vec<User>,
    /// How many people did it.
    pub actor_count: u32,
    /// The post it is about; none for a follower.
    pub post_id: Option<PostId>,
    /// The title of that post.
    pub title: Option<String>,
    /// The name of that post in addresses.
    pub slug: Option<String>,
    /// The comment it is about: the last one that was written, or the one that people reacted to.
    pub comment_id: Option<CommentId>,
    /// What moderators did.
    pub action_id: Option<ModerationActionId>,
    /// When the first of it happened.
    pub created_at: DateTime<Utc>,
    /// When the last of it happened.
    pub updated_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
    /// Its place in the inbox; it moves on with everything that is gathered in it.
    pub(crate) seq: i64,
}

/// How often what happened comes together in one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Digest {
    /// Never.
    Off,
    /// Each day.
    Daily,
    /// Each week, on Monday.
    Weekly,
}

impl Digest {
    /// Those that come.
    pub(super) const SENT: [Self; 2] = [Self::Daily, Self::Weekly];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }
}

impl FromStr for Digest {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        [Self::Off, Self::Daily, Self::Weekly]
            .into_iter()
            .find(|digest| digest.as_str() == name)
            .ok_or_else(|| Error::internal(format!("unknown digest {name:?}")))
    }
}

/// By which ways one wants to hear of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference {
    /// The kind.
    pub kind: NotificationKind,
    /// In the inbox.
    pub inbox: bool,
    /// By a mail at once.
    pub mail: bool,
    /// In a digest.
    pub digest: Digest,
}

impl Preference {
    /// What holds until somebody says otherwise.
    #[must_use]
    pub const fn usual(kind: NotificationKind) -> Self {
        Self { kind, inbox: true, mail: kind.is_said(), digest: Digest::Off }
    }
}

/// What a person wants to hear, by which ways and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// The zone whose clocks digests go by: a name of the IANA database.
    pub time_zone: String,
    /// The hour of the day at which digests come, 0 to 23.
    pub digest_hour: u32,
    /// One for each kind.
    pub kinds: Vec<Preference>,
}

/// What somebody sends to set their preferences. What is missing is as usual again.
#[derive(Debug, Clone, Default)]
pub struct PreferencesInput {
    /// The time zone; UTC when missing.
    pub time_zone: Option<String>,
    /// The hour of digests; 8 when missing.
    pub digest_hour: Option<i64>,
    /// Kinds that are to be other than usual, each at most once.
    pub kinds: Option<Vec<Preference>>,
}

/// Preferences that can be kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NewPreferences {
    pub zone: Tz,
    pub hour: u32,
    pub kinds: Vec<Preference>,
}

impl NewPreferences {
    pub(super) fn parse(input: &PreferencesInput) -> Result<Self> {
        let mut faults = Faults::default();
        let zone = input.time_zone.as_deref().map(|name| faults.take("/timeZone", time_zone(name)));
        let hour = input.digest_hour.map(|hour| faults.take("/digestHour", digest_hour(hour)));
        let given = input.kinds.as_deref().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for (n, preference) in given.iter().enumerate() {
            if !NotificationKind::CHOSEN.contains(&preference.kind) {
                faults.push(format!("/kinds/{n}/kind"), "not_chosen", "what moderators do is always told");
            }
            if !seen.insert(preference.kind) {
                faults.push(format!("/kinds/{n}/kind"), "conflicting", "a kind can be named once");
            }
        }
        if given.len() > NotificationKind::CHOSEN.len() {
            faults.push("/kinds", "too_many", format!("at most {}", NotificationKind::CHOSEN.len()));
        }
        let of = |kind| given.iter().find(|it| it.kind == kind).copied().unwrap_or_else(|| Preference::usual(kind));
        let kinds = NotificationKind::CHOSEN.map(of).to_vec();
        let (zone, hour) = (zone.unwrap_or(Some(Tz::UTC)), hour.unwrap_or(Some(DIGEST_HOUR)));
        faults.finish(zone.zip(hour).map(|(zone, hour)| Self { zone, hour, kinds }))
    }
}

fn time_zone(name: &str) -> Result<Tz, Refusal> {
    if name.chars().count() > TIME_ZONE_MAX {
        return Err(Refusal::new("too_long", format!("at most {TIME_ZONE_MAX} characters")));
    }
    name.parse().map_err(|_| Refusal::new("invalid_format", "a zone of the IANA database, such as Europe/Berlin"))
}

fn digest_hour(hour: i64) -> Result<u32, Refusal> {
    u32::try_from(hour)
        .ok()
        .filter(|hour| *hour <= DIGEST_HOUR_MAX)
        .ok_or_else(|| Refusal::new("out_of_range", format!("an hour from 0 to {DIGEST_HOUR_MAX}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_as_usual() {
        let quiet = Preference { kind: NotificationKind::Comment, inbox: false, mail: false, digest: Digest::Weekly };
        let input = PreferencesInput { kinds: Some(vec![quiet]), ..PreferencesInput::default() };
        let parsed = NewPreferences::parse(&input).unwrap();
        assert_eq!((parsed.zone, parsed.hour), (Tz::UTC, 8));
        for preference in parsed.kinds {
            let expected = if preference.kind == quiet.kind { quiet } else { Preference::usual(preference.kind) };
            assert_eq!(preference, expected);
        }
    }

    #[test]
    fn all_faults_are_reported_together() {
        let twice = vec![Preference::usual(NotificationKind::Reply); 2];
        let input =
            PreferencesInput { time_zone: Some("Mars/Olympus".into()), digest_hour: Some(24), kinds: Some(twice) };
        let Err(Error::Invalid(faults)) = NewPreferences::parse(&input) else { panic!("accepted") };
        let found: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        let expected =
            [("/timeZone", "invalid_format"), ("/digestHour", "out_of_range"), ("/kinds/1/kind", "conflicting")];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_read_back_as_what_they_name() {
        for kind in NotificationKind::CHOSEN.into_iter().chain([NotificationKind::Moderation]) {
            assert_eq!(kind.as_str().parse::<NotificationKind>().unwrap(), kind);
        }
        for digest in [Digest::Off, Digest::Daily, Digest::Weekly] {
            assert_eq!(digest.as_str().parse::<Digest>().unwrap(), digest);
        }
    }
}
