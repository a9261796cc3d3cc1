//! What is told of a translation.

use super::post::Fingerprint;
use crate::{
    archive::files,
    imports::{FINDINGS_MAX, Finding},
    platform::hex,
};

/// What can't come, or not as it was: the first of it, and how much there is.
#[derive(Default)]
pub(in crate::imports) struct Findings {
    /// The first of them.
    pub first: Vec<Finding>,
    /// How many there are.
    pub count: u64,
}

impl Findings {
    /// One more. `file` is what it is told of, such as `files` or `items`.
    pub(in crate::imports) fn add(&mut self, file: &'static str, line: Option<u64>, reason: String) {
        self.count += 1;
        if self.first.len() < FINDINGS_MAX {
            self.first.push(Finding { file: file.to_owned(), line, reason });
        }
    }
}

/// What the rows of posts came from.
#[derive(Default)]
pub(in crate::imports) struct Sources {
    /// Of each line of `posts.jsonl`.
    names: Vec<Box<str>>,
    /// Of each line of `postSlugs.jsonl`, as a place among those.
    slugs: Vec<u32>,
    /// What each said.
    digests: Vec<Fingerprint>,
}

impl Sources {
    /// The next post, under how many names it is found, and what it says.
    pub(super) fn add(&mut self, name: &str, slugs: usize, digest: Fingerprint) {
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.slugs.extend(std::iter::repeat_n(place, slugs));
        self.names.push(name.into());
        self.digests.push(digest);
    }

    /// Whether there are none, as of an archive of a site.
    pub(in crate::imports) const fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// What the post in a line, from 1, of a file said, in short; none of anything else.
    pub(in crate::imports) fn digest(&self, file: &str, line: u64) -> Option<String> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        let digest = self.digests.get(at).filter(|_| file == files::POSTS)?;
        Some(hex(digest))
    }

    /// What a line, from 1, of a file came from.
    pub(in crate::imports) fn of(&self, file: &str, line: u64) -> Option<&str> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        let at = match file {
            files::POSTS => at,
            files::POST_SLUGS => usize::try_from(*self.slugs.get(at)?).ok()?,
            _ => return None,
        };
        self.names.get(at).map(AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leads_to_what_it_came_from() {
        let mut sources = Sources::default();
        sources.add("one", 1, [1; 16]);
        sources.add("two", 3, [2; 16]);
        let told = [("posts.jsonl", 2), ("postSlugs.jsonl", 1), ("postSlugs.jsonl", 4), ("postSlugs.jsonl", 5)];
        assert_eq!(told.map(|(file, line)| sources.of(file, line)), [Some("two"), Some("one"), Some("two"), None]);
        assert_eq!((sources.of("posts.jsonl", 0), sources.of("tags.jsonl", 1)), (None, None));
        assert_eq!(sources.digest("posts.jsonl", 2), Some("02".repeat(16)));
        assert_eq!(
            [("posts.jsonl", 3), ("users.jsonl", 1)].map(|(file, line)| sources.digest(file, line)),
            [None, None]
        );
    }

    #[test]
    fn all_are_counted_and_the_first_are_kept() {
        let mut findings = Findings::default();
        (0..FINDINGS_MAX + 5).for_each(|n| findings.add("items", None, n.to_string()));
        assert_eq!((findings.first.len(), findings.count), (FINDINGS_MAX, FINDINGS_MAX as u64 + 5));
    }
}
