//! Where a post stood before, as its file says it.

use super::front_matter::{Parts, Wrong};
use crate::imports::translation::FORMER_MAX;

/// Where a file says that its post stands or stood, with the lines; what can't be read is told. What stands for a part of an address is none.
pub(super) fn former(parts: &Parts<'_>, told: &mut Vec<Wrong>) -> Vec<(u64, String)> {
    let mut former = Vec::new();
    for (key, is_pattern) in [("permalink", true), ("url", true), ("aliases", false), ("redirect_from", false)] {
        match parts.find(&[key]) {
            Ok(None) => {}
            Ok(Some(member)) => {
                let meant = |it: &&String| !is_pattern || (it.starts_with('/') && !it.contains(':'));
                former.extend(member.values.iter().filter(meant).map(|address| (member.line, address.clone())));
            }
            Err((line, why)) => told.push((line, format!("{why}; nothing of it is kept"))),
        }
    }
    if former.len() > FORMER_MAX {
        let (line, _) = former[FORMER_MAX];
        told.push((line, format!("of more than {FORMER_MAX} former addresses the first are kept")));
        former.truncate(FORMER_MAX);
    }
    former
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::imports::markdown::source::read;

    #[test]
    fn where_a_post_stood_is_said_in_many_ways() {
        let of = |said: &str| {
            let source = read("x.md", &format!("---\n{said}\n---\nText."), DateTime::UNIX_EPOCH).unwrap();
            (source.former, source.told.iter().map(|(line, _)| *line).collect::<Vec<_>>())
        };
        let at = |line, address: &str| (line, address.to_owned());
        for (said, former, told) in [
            ("aliases: [/a/, b]", vec![at(2, "/a/"), at(2, "b")], vec![]),
            (
                "title: x\nredirect_from:\n- /a/\n- https://old.example/b",
                vec![at(3, "/a/"), at(3, "https://old.example/b")],
                vec![],
            ),
            ("permalink: /old/x/\nurl: /old/y.html", vec![at(2, "/old/x/"), at(3, "/old/y.html")], vec![]),
            ("permalink: /:year/:title/", vec![], vec![]),
            ("permalink: pretty", vec![], vec![]),
            ("title: x\naliases: &a [b]", vec![], vec![3]),
        ] {
            assert_eq!(of(said), (former, told), "{said}");
        }
        let many: Vec<_> = (0..=FORMER_MAX).map(|n| format!("a{n}")).collect();
        let (former, told) = of(&format!("aliases: [{}]", many.join(", ")));
        assert_eq!((former.len(), told), (FORMER_MAX, vec![2]));
    }
}
