//! Optimistic locking: which versions of a thing the caller has seen and is ready to change.
//!
//! The text is that of `If-Match` (RFC 9110, section 13.1.1): `*`, or entity tags. The tags of versioned things begin with
//! the version, `"7-..."`, and only that is compared: whoever has seen version 7, in whatever form, knows what they change.
//! So a tag from a sparse or compressed answer will do, and so will the bare version, `"7"` or `7`, which is what a GraphQL
//! client has. A weak tag never matches (strong comparison, section 8.8.3.2), and neither does one that isn't ours.

use crate::{Error, Result};

/// The versions that a change may meet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Expected {
    /// Any: nobody asked.
    #[default]
    Any,
    /// One of these.
    OneOf(Vec<i64>),
}

impl Expected {
    /// Reads a precondition.
    ///
    /// # Errors
    /// `invalid_if_match` when it is neither `*` nor a list of entity tags or versions.
    pub fn parse(text: &str) -> Result<Self> {
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let (mut versions, mut tags, mut rest) = (Vec::new(), 0_usize, text.trim());
        while !rest.is_empty() {
            // Members of a list that are empty are passed over (RFC 9110, section 5.6.1.2).
            if let Some(next) = rest.strip_prefix(',') {
                rest = next.trim_start();
                continue;
            }
            let (version, after) = next_tag(rest).ok_or_else(invalid)?;
            versions.extend(version);
            tags += 1;
            rest = after.trim_start();
            if !rest.is_empty() && !rest.starts_with(',') {
                return Err(invalid());
            }
        }
        if tags == 0 { Err(invalid()) } else { Ok(Self::OneOf(versions)) }
    }

    /// The latest of the versions that the caller names.
    #[must_use]
    pub fn latest(&self) -> Option<i64> {
        match self {
            Self::Any => None,
            Self::OneOf(versions) => versions.iter().max().copied(),
        }
    }

    /// Whether a change may meet this version.
    #[must_use]
    pub fn admits(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(versions) => versions.contains(&version),
        }
    }
}

/// The version in the first tag, if it has one, and what follows the tag.
fn next_tag(text: &str) -> Option<(Option<i64>, &str)> {
    if let Some(weak) = text.strip_prefix("W/\"") {
        return weak.split_once('"').map(|(_, after)| (None, after));
    }
    if let Some(quoted) = text.strip_prefix('"') {
        let (opaque, after) = quoted.split_once('"')?;
        return Some((opaque.split('-').next()?.parse().ok(), after));
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (bare, after) = text.split_at(end);
    Some((Some(bare.parse().ok()?), after))
}

fn invalid() -> Error {
    Error::malformed("invalid_if_match", "send * or the entity tags of the versions that you have seen")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_of_a_tag_counts() {
        for text in ["\"7-q9Xc_-\"", "\"7-q9Xc-gzip\"", "\"7\"", "7", " \"3-a,b\" ,\"7-c\"", "3, 7"] {
            let expected = Expected::parse(text).unwrap();
            assert!(expected.admits(7) && !expected.admits(8), "{text}");
        }
        assert!(Expected::parse("*").unwrap().admits(8));
    }

    #[test]
    fn what_is_weak_or_not_ours_matches_nothing() {
        for text in ["W/\"7-a\"", "\"\"", "\"abc\"", "\"-7\"", "\"7x\""] {
            assert_eq!(Expected::parse(text).unwrap(), Expected::OneOf(vec![]), "{text}");
        }
    }

    #[test]
    fn empty_members_of_a_list_are_passed_over() {
        for text in ["7,", ",7", "\"7-a\",,", "\"3-x\",, \"7-y\"", " , \"7\" ,\t, "] {
            let expected = Expected::parse(text).unwrap();
            assert!(expected.admits(7) && !expected.admits(8), "{text}");
        }
    }

    #[test]
    fn what_is_no_list_of_tags_is_refused() {
        for text in ["", " ", "\"7", "\"7\" \"8\"", "W/7", "abc", "-7", ",", "7;", "*,", "99999999999999999999"] {
            assert_eq!(Expected::parse(text).unwrap_err().code(), "invalid_if_match", "{text}");
        }
    }
}
