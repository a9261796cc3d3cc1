//! What follows from where a file lies, or is said to stand.

use crate::imports::markdown::front_matter::Parts;

/// What a file is called, without folders and ending. One that is the index of a folder is called as that is.
pub(in crate::imports::markdown) fn name_of(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let folder = parts.next().filter(|folder| !["", ".", ".."].contains(folder));
    folder.filter(|_| stem.eq_ignore_ascii_case("index")).unwrap_or(stem)
}

/// Whether a file lies where generators have what is not published.
pub(super) fn is_among_drafts(path: &str) -> bool {
    path.rsplit('/').skip(1).any(|folder| folder.eq_ignore_ascii_case("_drafts"))
}

/// Where a file says that its post stands or stood.
pub(super) fn paths(parts: &Parts<'_>) -> Vec<String> {
    let said = ["permalink", "url", "aliases", "redirect_from"].iter().filter_map(|key| parts.find(&[*key]).ok()?);
    let paths = said.flat_map(|member| member.values.iter());
    paths.filter(|path| path.starts_with('/') && !path.contains(':')).cloned().collect()
}
