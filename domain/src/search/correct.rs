//! Slips: where nothing matches, a word that is nowhere is taken for the one that is most like it. Words of what the actor may not see
//! count for nothing: neither is one looked for instead, nor does it keep another from being that.

use std::collections::HashMap;

use crate::{
    Context, Result,
    index::{self, Query},
    platform::Sql,
};

/// Shorter words are like too many others.
const SHORTEST: usize = 3;
/// Who writes more unknown words than this means something else.
const MOST: usize = 4;
/// How many of the words that are most like a slip are looked at.
const NEAREST: usize = 8;

/// What may have been meant; none where nothing is like it, or all words are known. `seen` is the condition on an entry `e` that the actor
/// may see what it is of.
pub(super) async fn meant(cx: &Context, query: &Query, seen: &Sql) -> Result<Option<Query>> {
    let words = query.lone_words();
    if words.is_empty() {
        return Ok(None);
    }
    let known = index::known(cx, &words, seen).await?;
    let is_slip = |word: &&str| !known.words.contains(*word) && word.chars().count() >= SHORTEST;
    let slips: Vec<&str> = words.into_iter().filter(is_slip).collect();
    if slips.is_empty() || slips.len() > MOST {
        return Ok(None);
    }
    let mut others = HashMap::new();
    for slip in slips {
        let near = nearest(slip, index::similar(cx, slip, known.trigrams, seen).await?);
        let Some(other) = index::first_seen(cx, near, seen).await? else { return Ok(None) };
        others.insert(slip.to_owned(), other);
    }
    let meant = query.instead(&others);
    Ok(Some(meant).filter(|meant| meant != query))
}

/// The words that take the fewest changes of letters, these first: one in a short word, two in a longer one.
fn nearest(slip: &str, words: Vec<String>) -> Vec<String> {
    let length = slip.chars().count();
    let most = if length <= 4 { 1 } else { 2 };
    let near = words.into_iter().filter(|word| word.chars().count().abs_diff(length) <= most);
    let weighed = near.map(|word| (strsim::osa_distance(slip, &word), word));
    let mut weighed: Vec<_> = weighed.filter(|(distance, _)| *distance <= most).collect();
    weighed.sort_unstable();
    weighed.into_iter().take(NEAREST).map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    fn of(slip: &str, words: &[&str]) -> Option<String> {
        nearest(slip, words.iter().map(|word| (*word).to_owned()).collect()).into_iter().next()
    }

    #[test]
    fn the_nearest_word_is_meant_and_no_word_that_is_far() {
        assert_eq!(of("serach", &["search", "starch", "sea"]), Some("search".to_owned()));
        assert_eq!(of("pubishing", &["polishing", "publishing"]), Some("publishing".to_owned()));
        assert_eq!(of("rsut", &["rust", "rest"]), Some("rust".to_owned()));
        assert_eq!(of("rust", &["trial", "crusty"]), None);
        assert_eq!(of("word", &["word", "work"]), Some("word".to_owned()), "one that stands elsewhere is left");
    }
}
