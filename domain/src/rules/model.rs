//! The value types of rules.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, ids::RuleId};

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// The words of a text.
    Words,
    /// The links and pictures of a text: how many, and where they lead.
    Links,
    /// How many posts and comments one writes in a time.
    Rate,
}

impl RuleKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Words, Self::Links, Self::Rate];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Links => "links",
            Self::Rate => "rate",
        }
    }
}

impl FromStr for RuleKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown kind of rule {name:?}")))
    }
}

/// Whether a rule catches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleMode {
    /// It looks at nothing.
    Off,
    /// It lets everything pass, and counts what it would have caught.
    Trial,
    /// What it catches is refused.
    On,
}

impl RuleMode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Off, Self::Trial, Self::On];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Trial => "trial",
            Self::On => "on",
        }
    }
}

impl FromStr for RuleMode {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|mode| mode.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown mode of a rule {name:?}")))
    }
}

/// What a rule looks for; which of it counts depends on the kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// Words and phrases.
    #[serde(default)]
    pub words: Vec<String>,
    /// Hosts, in lower case.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// How many links, or contributions, are let pass.
    #[serde(default)]
    pub limit: Option<u32>,
    /// In how many seconds.
    #[serde(default)]
    pub window_seconds: Option<u32>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The public id.
    pub id: RuleId,
    /// Its name, for moderators.
    pub name: String,
    /// What it looks at.
    pub kind: RuleKind,
    /// Whether it catches.
    pub mode: RuleMode,
    /// What it looks for.
    pub spec: Spec,
    /// The highest level of trust that it concerns.
    pub max_trust: u8,
    /// The oldest account that it concerns, in hours.
    pub max_age_hours: Option<u32>,
    /// The sentence for whom it catches; empty for the usual one.
    pub message: String,
    /// How much it would have caught while it was on trial.
    pub caught_on_trial: i64,
    /// Counts the writes; starts at 1.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}
