//! What settings exist, and of which kind: read out of `default.toml`, so that there is no second list.

use std::collections::{BTreeMap, BTreeSet};

use config::{Map, Value, ValueKind};

use super::{kind::Kind, moved, oauth};

/// Every setting and every section.
#[derive(Debug, Default)]
pub(super) struct Schema {
    kinds: BTreeMap<String, Kind>,
    sections: BTreeSet<String>,
}

impl Schema {
    /// What the defaults have, exists.
    pub(super) fn of(defaults: &Map<String, Value>) -> Self {
        let mut schema = Self::default();
        for (key, value) in leaves(defaults) {
            let starts = key.match_indices('.').map(|(dot, _)| key[..dot].to_owned());
            schema.sections.extend(starts);
            // A default of no kind would be a key that does not exist; the settings would lack it and not load.
            if let Some(kind) = Kind::of(&value) {
                schema.kinds.insert(key, kind);
            }
        }
        schema
    }

    /// The kind that a setting's value must have; none when there is no such setting.
    pub(super) fn kind(&self, key: &str) -> Option<Kind> {
        self.kinds.get(key).copied().or_else(|| of_provider(key))
    }

    /// Is this a section, which has keys but no value?
    pub(super) fn is_section(&self, key: &str) -> bool {
        self.sections.contains(key)
    }

    /// The sentence about a key that is no setting. `written` is how its source would write the key that was meant.
    pub(super) fn unknown(&self, key: &str, written: impl Fn(&str) -> String) -> String {
        if key == "environment" {
            return "this is not a setting; set PRESSWORK_ENV instead".to_owned();
        }
        if self.is_section(key) {
            return "this is a section; set one of its keys".to_owned();
        }
        if let Some(told) = moved::told(key, &written) {
            return told;
        }
        match self.nearest(key) {
            Some(near) => format!("no such setting; did you mean {}?", written(near)),
            None => "no such setting; `presswork check-config` lists all".to_owned(),
        }
    }

    /// What somebody who wrote this may have meant: a key a few letters off, or the same key in another section.
    fn nearest(&self, key: &str) -> Option<&str> {
        let names = || self.kinds.keys().chain(&self.sections).map(String::as_str);
        // One letter in four may be wrong, as in "prot" for "port"; more is another word.
        let limit = (key.len() / 4).max(2);
        let distance = |name: &&str| strsim::damerau_levenshtein(name, key);
        let similar = names().min_by_key(distance).filter(|name| distance(name) <= limit);
        similar.or_else(|| names().find(|name| last(name) == last(key)))
    }
}

/// Providers have names of the operator's choice, so that the defaults can't list their settings.
fn of_provider(key: &str) -> Option<Kind> {
    let (name, setting) = key.strip_prefix("oauth.providers.")?.split_once('.')?;
    match setting {
        _ if name.is_empty() => None,
        setting if oauth::LISTS.contains(&setting) => Some(Kind::List),
        setting if oauth::TEXTS.contains(&setting) => Some(Kind::Text),
        _ => None,
    }
}

fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// The values at the tips of the tree, by dotted key. An empty table is a tip too.
pub(super) fn leaves(table: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (name, value) in table {
        match &value.kind {
            ValueKind::Table(inner) if !inner.is_empty() => {
                found.extend(leaves(inner).into_iter().map(|(rest, value)| (format!("{name}.{rest}"), value)));
            }
            _ => found.push((name.clone(), value.clone())),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let section: Map<String, Value> =
            [("port".to_owned(), Value::new(None, 1_i64)), ("host".to_owned(), Value::new(None, "h"))].into();
        Schema::of(&[("http".to_owned(), Value::new(None, section))].into())
    }

    #[test]
    fn a_slip_of_the_pen_finds_what_was_meant() {
        assert_eq!(schema().nearest("http.prot"), Some("http.port"));
        assert_eq!(schema().nearest("htpt.port"), Some("http.port"));
        assert_eq!(schema().nearest("server.port"), Some("http.port"));
        assert_eq!(schema().nearest("http.certificates"), None);
    }

    #[test]
    fn a_section_is_not_a_setting() {
        assert!(schema().is_section("http") && !schema().is_section("http.port"));
        assert_eq!(schema().kind("http"), None);
        assert_eq!(schema().kind("http.port"), Some(Kind::Number));
    }
}
