//! Who is named in a text: `@username` outside of code and links.

use std::collections::BTreeSet;

use comrak::{
    Arena,
    nodes::{Node, NodeValue},
};

use crate::{platform::complexity, users::Username};

/// The usernames that a Markdown source names, in lower case, each once, as they are written. One that is too complex to be rendered names
/// nobody.
pub(super) fn named(source: &str) -> BTreeSet<String> {
    let arena = Arena::new();
    let mut names = BTreeSet::new();
    if let Ok(root) = complexity::parse(&arena, source) {
        collect(root, &mut names);
    }
    names
}

fn collect(node: Node<'_>, names: &mut BTreeSet<String>) {
    match &node.data().value {
        NodeValue::Text(text) => names.extend(in_text(text)),
        NodeValue::Link(_) | NodeValue::Image(_) => return,
        _ => {}
    }
    for child in node.children() {
        collect(child, names);
    }
}

/// What follows an `@` that begins a word; the `@` of a mail address does not.
fn in_text(text: &str) -> impl Iterator<Item = String> {
    let starts = text
        .match_indices('@')
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || "@/._".contains(c)));
    starts.filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        let written = Username::parse(&rest[..end]).or_else(|_| Username::parse(bare(&rest[..end])));
        written.ok().map(|name| name.as_str().to_owned())
    })
}

/// A name without the signs at its end: who is meant where nobody is called as it is written, because they belong to the sentence.
pub(super) fn bare(name: &str) -> &str {
    name.trim_end_matches(['-', '_'])
}

#[cfg(test)]
mod tests {
    use super::named;

    fn names(source: &str) -> Vec<String> {
        named(source).into_iter().collect()
    }

    #[test]
    fn what_nests_without_end_names_nobody() {
        assert_eq!(names(&format!("{} @ada", ">".repeat(100_000))), Vec::<String>::new());
    }

    #[test]
    fn people_are_named_by_their_handle() {
        assert_eq!(names("Hi @Ada, (@bob) and **@carl_1**. @ada again"), ["ada", "bob", "carl_1"]);
    }

    #[test]
    fn signs_at_the_end_may_belong_to_a_handle() {
        assert_eq!(names("@ada_ and @bob-, _@carl_"), ["ada_", "bob-", "carl"]);
        assert_eq!(names(&format!("@{}--", "d".repeat(29))), ["d".repeat(29)], "with them it would be too long");
    }

    #[test]
    fn code_links_and_mail_addresses_name_nobody() {
        assert!(
            names("`@ada`\n\n```\n@bob\n```\n\n[@carl](https://example.org) dora@example.org https://x.org/@emil")
                .is_empty()
        );
    }
}
