//! `[community]`: how people talk to each other.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// How people talk to each other.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Community {
    /// The kinds of reactions, in lower case.
    pub reactions: Vec<String>,
    /// How deep replies nest, counted from 0 for a comment on the post itself. A reply to the deepest becomes its sibling.
    pub comment_depth: u32,
    /// How many people one comment may name.
    pub mentions_max: u32,
    /// How many people, and how many tags, one may follow.
    pub follows_max: u32,
    /// How much older a post may be that stands beside one with a tenth of its points.
    #[serde(with = "duration")]
    pub trending_tenfold: Duration,
}

impl Community {
    /// Most letters of a kind of reactions.
    pub const REACTION_MAX: usize = 30;

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let named = |kind: &String| {
            (1..=Self::REACTION_MAX).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        let expected = "1 to 20 names of 1 to 30 letters a to z or _";
        let sound = (1..=20).contains(&self.reactions.len()) && self.reactions.iter().all(named);
        faults.require(sound, "community.reactions", expected, &self.reactions);
        faults.within("community.comment_depth", self.comment_depth, 0..=20);
        faults.within("community.mentions_max", self.mentions_max, 0..=100);
        faults.within("community.follows_max", self.follows_max, 1..=100_000);
        let (minute, month) = (Duration::from_mins(1), Duration::from_hours(24 * 30));
        faults.lasts("community.trending_tenfold", self.trending_tenfold, minute..=month);
    }
}
