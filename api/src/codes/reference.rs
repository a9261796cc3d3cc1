//! The reference of all codes, for `docs/ERRORS.md`: written from the tables beside this, so that there is no second text.

use std::fmt::Write;

use super::{BESIDE, By, Code, FAULTS, errors};

const HEAD: &str = "# Errors

Written from `api/src/codes/` by `cargo run -- contract write`; edit the meanings there.

A code is for programs and stays; the sentence beside it (`detail`) is for people and may change. In REST it is `code` of the problem, whose `type`
is `urn:presswork:problem:` and the code; in GraphQL it is `extensions.code` of the error. [API-DESIGN.md](API-DESIGN.md#rest) shows a whole problem.

## Error codes

Operations are named by their `operationId`, which is the root field of GraphQL, too. Where no operation is named, \"any\" may give it, in both faces
or in one.

| code | status | given by | meaning |
|---|---|---|---|
";

const FAULT_CODES: &str = "
## Fault codes

In `errors` of `validation_failed`, each with a JSON Pointer.

| code | meaning |
|---|---|
";

const ELSEWHERE: &str = "
## Codes that are told elsewhere

They never are the code of an answer.

| code | where | meaning |
|---|---|---|
";

/// The tables as Markdown.
#[must_use]
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    for code in errors() {
        let _ = writeln!(text, "| `{}` | {} | {} | {} |", code.name, statuses(&code), given(code.by), code.meaning);
    }
    text.push_str(FAULT_CODES);
    for (name, meaning) in FAULTS {
        let _ = writeln!(text, "| `{name}` | {meaning} |");
    }
    text.push_str(ELSEWHERE);
    for one in BESIDE {
        let _ = writeln!(text, "| `{}` | {} | {} |", one.name, one.told, one.meaning);
    }
    text
}

fn statuses(code: &Code) -> String {
    match code.statuses {
        [] => "4xx".to_owned(),
        some => some.iter().map(u16::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn given(by: By) -> String {
    let quoted =
        |names: &[&str], joint: &str| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(joint);
    match by {
        By::Any => "any".to_owned(),
        By::Rest => "any, in REST".to_owned(),
        By::Graphql => "any, in GraphQL".to_owned(),
        By::Taking(parameters) => format!("what takes {}", quoted(parameters, " or ")),
        By::These(operations) => quoted(operations, ", "),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_code_is_told_with_its_statuses_who_gives_it_and_its_meaning() {
        let told = reference();
        let row = "| `already_published` | 409 | `publishPost` | the post is published |\n";
        assert!(told.contains(row), "{told}");
        assert!(told.contains("| `not_found` | 404 | any | "), "{told}");
        assert!(told.contains("| `invalid_cursor` | 400 | what takes `after` or `before` | "), "{told}");
        assert!(told.contains("| `refused` | 4xx | any | "), "{told}");
    }

    #[test]
    fn a_code_has_one_row_of_its_kind_that_breaks_no_table() {
        let answers: Vec<&str> = errors().iter().map(|code| code.name).collect();
        let faults: Vec<&str> = FAULTS.iter().map(|(name, _)| *name).collect();
        for names in [&answers, &faults] {
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
        }
        let told = reference();
        for row in told.lines().filter(|line| line.starts_with("| `")) {
            assert!([4, 5, 6].contains(&row.split('|').count()), "{row}");
        }
    }
}
