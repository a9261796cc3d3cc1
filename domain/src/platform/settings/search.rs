//! `[search]`: how things are found.

use serde::{Deserialize, Serialize};

use super::faults::Faults;

/// The languages whose forms of words PostgreSQL knows, as it calls them, and none of them.
const LANGUAGES: [&str; 29] = [
    "simple",
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
];

/// How things are found.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// The language whose forms of words are found, too, as PostgreSQL calls it; `simple` is none.
    pub language: String,
    /// How many matches of a type are ranked at most.
    pub candidates: u32,
}

impl Search {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let known = LANGUAGES.contains(&self.language.as_str());
        faults.require(known, "search.language", &format!("one of {}", LANGUAGES.join(", ")), &self.language);
        faults.within("search.candidates", self.candidates, 50..=10_000);
    }
}
