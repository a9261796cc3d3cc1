//! Members that stand twice in one written-out input (5.6.3). Of those the parser keeps the last, so they are looked for in the text.

use std::collections::HashSet;

use async_graphql::ServerError;

use crate::graphql::limits::tokens;

/// A bracket that is open.
enum Open<'a> {
    /// An input, and the names of its members so far.
    Input(HashSet<&'a str>),
    /// Arguments, or the definitions of variables; what stands in them are values.
    Round,
    /// A list, or a selection.
    Other,
}

/// Looks for members that stand twice.
///
/// # Errors
/// Names the first one.
pub fn check_text(text: &str) -> Result<(), ServerError> {
    let (mut open, mut before, mut arguments) = (Vec::new(), "", 0_usize);
    for token in tokens(text) {
        match token {
            "(" => {
                arguments += 1;
                open.push(Open::Round);
            }
            "{" if arguments > 0 => open.push(Open::Input(HashSet::new())),
            "{" | "[" => open.push(Open::Other),
            ")" | "}" | "]" => {
                if matches!(open.pop(), Some(Open::Round)) {
                    arguments = arguments.saturating_sub(1);
                }
            }
            ":" => {
                if let Some(Open::Input(names)) = open.last_mut()
                    && !names.insert(before)
                {
                    return Err(ServerError::new(
                        format!("There can be only one input field named \"{before}\"."),
                        None,
                    ));
                }
            }
            _ => {}
        }
        before = token;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_stands_once_in_an_input_and_as_often_as_it_likes_elsewhere() {
        for fine in [
            "{ a(b: {c: 1, d: {c: 2}}, e: [{c: 1}, {c: 2}]) { x: f(b: {c: 1}) x: f(b: {c: 1}) } }",
            "query($v: I = {a: \"a: b, a: c\"}) { f(v: $v) @d(if: {a: 1}) }",
            "{ a: b a: b }",
            ") } ] { a(b: {c: 1})",
        ] {
            assert!(check_text(fine).is_ok(), "{fine}");
        }
        for twice in
            ["{ a(b: {c: 1, d: 2, c: 3}) }", "query($v: I = {a: 1 a: 2}) { f }", "{ a(b: [{d: {c: [], c: 1}}]) }"]
        {
            assert!(check_text(twice).is_err(), "{twice}");
        }
    }
}
