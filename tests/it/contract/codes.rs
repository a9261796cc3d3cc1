//! The reference of errors (`api/src/codes/`) and the sources say the same: what is made is in it, with its status, and what is in it
//! is made. Codes that pass through variables are looked up where tests meet them (`tests/src/codes.rs`).

use std::{fs, path::Path};

use presswork_api::codes::{BESIDE, By, FAULTS, errors};
use presswork_tests::OPERATIONS;

/// How sources make errors with a code of their own, and the status that these have (`api/src/problem.rs`).
const ERRORS: [(&str, u16); 8] = [
    ("::malformed(", 400),
    ("::conflict(", 409),
    ("Malformed { code: ", 400),
    ("Unauthenticated { code: ", 401),
    ("Forbidden { code: ", 403),
    ("Conflict { code: ", 409),
    ("Mismatch { code: ", 422),
    ("Limited { code: ", 429),
];
/// How they make problems of the transport: the status is the first argument, the code the second.
const PROBLEM: &str = "Problem::new(";
/// What statuses are called there.
const STATUSES: [(&str, u16); 14] = [
    ("BAD_REQUEST", 400),
    ("FORBIDDEN", 403),
    ("NOT_FOUND", 404),
    ("METHOD_NOT_ALLOWED", 405),
    ("NOT_ACCEPTABLE", 406),
    ("REQUEST_TIMEOUT", 408),
    ("PRECONDITION_FAILED", 412),
    ("URI_TOO_LONG", 414),
    ("UNSUPPORTED_MEDIA_TYPE", 415),
    ("RANGE_NOT_SATISFIABLE", 416),
    ("UPGRADE_REQUIRED", 426),
    ("TOO_MANY_REQUESTS", 429),
    ("NOT_IMPLEMENTED", 501),
    ("SERVICE_UNAVAILABLE", 503),
];
/// How they make faults, and which argument is the code.
const PARTS: [(&str, usize); 4] =
    [("Error::invalid(", 1), ("Fault::new(", 1), ("faults.push(", 1), ("Refusal::new(", 0)];

#[test]
fn every_error_that_the_sources_make_is_in_the_reference_with_its_status() {
    let (sources, mut seen) = (sources(), 0);
    for (path, source) in &sources {
        for (code, status) in made(source, &sources) {
            seen += 1;
            if BESIDE.iter().any(|beside| beside.name == code) {
                continue;
            }
            let known = errors().into_iter().find(|known| known.name == code);
            let known = known.unwrap_or_else(|| panic!("{path}: api/src/codes/ has no {code}"));
            let fits = status.is_none_or(|status| known.comes_with(status));
            assert!(fits, "{path}: {code} comes with {status:?}, and api/src/codes/ says {:?}", known.statuses);
        }
    }
    assert!(seen > 120, "{seen} places that make errors were found");
}

#[test]
fn every_fault_that_the_sources_make_is_in_the_reference() {
    let (sources, mut seen) = (sources(), 0);
    for (path, source) in &sources {
        for (opening, place) in PARTS {
            for code in arguments(source, opening, place).filter_map(|argument| literal(argument, source, &sources)) {
                seen += 1;
                let is_known =
                    FAULTS.iter().any(|(name, _)| *name == code) || BESIDE.iter().any(|one| one.name == code);
                assert!(is_known, "{path}: api/src/codes/faults.rs has no {code}");
            }
        }
    }
    assert!(seen > 100, "{seen} places that make faults were found");
}

#[test]
fn every_code_of_the_reference_is_made_somewhere() {
    let sources = sources();
    let answers = errors().into_iter().map(|code| code.name);
    let all = answers.chain(FAULTS.iter().map(|(name, _)| *name)).chain(BESIDE.iter().map(|beside| beside.name));
    for name in all {
        let quoted = format!("\"{name}\"");
        let made = sources.iter().any(|(_, source)| source.contains(&quoted));
        assert!(made, "api/src/codes/ has {name}, which nothing makes");
    }
}

#[test]
fn an_operation_that_the_reference_names_is_there_and_declares_the_status() {
    for code in errors() {
        let declares = |name: &str| {
            let operation =
                OPERATIONS.get(name).unwrap_or_else(|| panic!("{}: no operation is called {name}", code.name));
            code.statuses.iter().any(|status| !operation.declared["responses"][status.to_string()].is_null())
        };
        let named: Vec<&str> = match code.by {
            By::These(names) => names.to_vec(),
            By::Taking(parameters) => {
                let takes = OPERATIONS.values().filter(|it| parameters.iter().any(|name| it.takes(name)));
                takes.map(|operation| operation.name.as_str()).collect()
            }
            By::Any | By::Rest | By::Graphql => continue,
        };
        assert!(!named.is_empty(), "nothing gives {}", code.name);
        for name in named {
            assert!(declares(name), "{name} gives {} and declares none of {:?}", code.name, code.statuses);
        }
    }
}

/// The codes of errors that a source makes, with their statuses where the source says them.
fn made(source: &str, sources: &[(String, String)]) -> Vec<(String, Option<u16>)> {
    let code = |argument| literal(argument, source, sources);
    let mut found = Vec::new();
    for (opening, status) in ERRORS {
        found.extend(arguments(source, opening, 0).filter_map(code).map(|code| (code, Some(status))));
    }
    for rest in source.split(PROBLEM).skip(1) {
        let Some(code) = argument(rest, 1).and_then(code) else { continue };
        let status = argument(rest, 0).and_then(|status| status.strip_prefix("StatusCode::"));
        found
            .push((code, status.and_then(|name| STATUSES.iter().find(|(known, _)| *known == name)).map(|(_, it)| *it)));
    }
    found
}

/// This argument of every call that begins so.
fn arguments<'a>(source: &'a str, opening: &'a str, place: usize) -> impl Iterator<Item = &'a str> {
    source.split(opening).skip(1).filter_map(move |rest| argument(rest, place))
}

/// An argument of a call, whose rest this is; none where there are fewer.
fn argument(rest: &str, place: usize) -> Option<&str> {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    let (mut begin, mut before) = (0, 0);
    for (at, sign) in rest.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ',' | ')' | ']' | '}' if depth == 0 => {
                if before == place {
                    return Some(rest[begin..at].trim());
                }
                (begin, before) = (at + 1, before + 1);
                if sign != ',' {
                    return None;
                }
            }
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What an argument says where it is a text, or a constant of one; none where it is a variable.
fn literal(argument: &str, source: &str, sources: &[(String, String)]) -> Option<String> {
    let text = |rest: &str| rest.split('"').next().map(str::to_owned);
    if let Some(rest) = argument.strip_prefix('"') {
        return text(rest);
    }
    let declared = format!("const {argument}: &str = \"");
    let all = sources.iter().map(|(_, source)| source.as_str());
    std::iter::once(source).chain(all).find_map(|source| text(source.split(&declared).nth(1)?))
}

/// The sources by their paths, without their tests, with one blank for each break and indentation. The reference is none of them.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for of in ["api", "cli", "domain", "worker"] {
        gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(of).join("src"), &mut found);
    }
    assert!(found.len() > 500, "{} sources were found", found.len());
    found
}

fn gather(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = path.file_stem().is_some_and(|name| name == "tests");
        if path.is_dir() && !is_test && !path.ends_with("api/src/codes") {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_test {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            found.push((path.display().to_string(), text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
}

#[test]
fn an_argument_is_found_behind_others() {
    let rest = r#"format!("/a, {n}\"("), [1, 2], "code", say(1)), more"#;
    assert_eq!(
        [0, 2, 3].map(|place| argument(rest, place)),
        [Some(r#"format!("/a, {n}\"(")"#), Some("\"code\""), Some("say(1)")]
    );
    assert_eq!(argument(rest, 4), None);
    assert_eq!(argument("\"code\" }", 0), Some("\"code\""));
}
