//! What is looked at before HTML is converted.

use std::rc::Rc;

use htmd::Node;

/// Elements without a closing tag.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements that end where the next of their kind begins.
const UNCLOSED: [&str; 7] = ["dd", "dt", "li", "p", "td", "th", "tr"];

/// How much a parser has to do, as far as can be told without parsing: at each tag it may look at all elements that are open, and may open
/// them anew.
pub(super) fn work(html: &str) -> usize {
    let (mut open, mut work) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let ends = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_one_of = |names: &[&str]| names.iter().any(|it| name.eq_ignore_ascii_case(it));
        work += open;
        if !name.is_empty() && !is_one_of(&VOID) && !is_one_of(&UNCLOSED) {
            open = if ends { open.saturating_sub(1) } else { open + 1 };
        }
    }
    work
}

/// Whether a tree has more levels than so many.
pub(super) fn is_deeper(tree: &Rc<Node>, most: usize) -> bool {
    let mut level = vec![Rc::clone(tree)];
    for _ in 0..=most {
        level =
            level.iter().flat_map(|node| node.children.borrow().iter().map(Rc::clone).collect::<Vec<_>>()).collect();
        if level.is_empty() {
            return false;
        }
    }
    true
}
