//! A feature names only what stands before it in the order of `lib.rs`.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

/// What is named from below its own layer all the same: by whom, and what. `docs/ARCHITECTURE.md` says why.
const SHARED: [(&str, &str); 6] = [
    ("audit", "users::Role"),
    ("events", "users::Role"),
    ("jobs", "kinds"),
    ("jobs", "users::Role"),
    ("ops", "users::Role"),
    ("platform", "jobs::QueueName"),
];

#[test]
fn a_feature_names_only_what_stands_before_it() {
    let order = order();
    let mut files = Vec::new();
    gather(&sources(), &mut files);
    let mut upward = Vec::new();
    for file in files {
        let inside = file.strip_prefix(sources()).unwrap();
        let feature = inside.iter().next().and_then(OsStr::to_str).unwrap().trim_end_matches(".rs");
        let Some(own) = layer(&order, feature) else { continue };
        for name in named(&code(&file)) {
            let of = name.split("::").next().unwrap_or_default();
            if of != feature && layer(&order, of).is_some_and(|layer| layer >= own) && !is_shared(feature, &name) {
                upward.push(format!("{}: {name}", inside.display()));
            }
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn every_feature_has_its_place_and_the_document_has_the_same_order() {
    let order = order();
    for entry in fs::read_dir(sources()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap();
        assert!(!path.is_dir() || layer(&order, name).is_some(), "{name}");
    }
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/ARCHITECTURE.md");
    assert!(fs::read_to_string(document).unwrap().contains(&order), "{order}");
}

#[test]
fn what_a_source_names_is_found_in_groups_and_alone() {
    let code =
        "use crate::{Context, jobs::{self, Job}, users::Role};\nfn f() -> crate::Result<()> { crate::posts::get(x) }";
    assert_eq!(named(code), ["Context", "jobs", "users::Role", "Result", "posts::get"]);
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The layers as they stand in `lib.rs`, the lowest first.
fn order() -> String {
    let lib = fs::read_to_string(sources().join("lib.rs")).unwrap();
    let line = lib.lines().find_map(|line| line.strip_prefix("//! platform < ")).unwrap();
    format!("platform < {}", line.split(". ").next().unwrap_or_default())
}

fn layer(order: &str, feature: &str) -> Option<usize> {
    order.split(" < ").position(|layer| layer.split(", ").any(|name| name == feature))
}

fn is_shared(feature: &str, name: &str) -> bool {
    SHARED.iter().any(|(by, what)| *by == feature && (name == *what || name.starts_with(&format!("{what}::"))))
}

/// Every source below a folder, but for what only tests use.
fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().and_then(OsStr::to_str).unwrap();
        if path.is_dir() {
            gather(&path, found);
        } else if !stem.starts_with("test") {
            found.push(path);
        }
    }
}

/// A source without its tests and comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What is named of this crate: each path up to its second name.
fn named(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => found.extend(members(group)),
            None => found.push(beginning(rest)),
        }
    }
    found
}

/// The members of a group, up to its end.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut begun, mut found) = (0, 0, Vec::new());
    for (at, sign) in group.char_indices() {
        let ends = depth == 0 && [',', '}'].contains(&sign);
        if ends && !group[begun..at].trim().is_empty() {
            found.push(beginning(&group[begun..at]));
        }
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begun = at + 1,
            _ => {}
        }
    }
    found
}

/// A path up to its second name.
fn beginning(path: &str) -> String {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    let first: String = path.trim_start().chars().take_while(|sign| is_part(*sign)).collect();
    let behind = path.trim_start().strip_prefix(first.as_str()).and_then(|rest| rest.strip_prefix("::"));
    let second: String = behind.unwrap_or_default().chars().take_while(|sign| is_part(*sign)).collect();
    if second.is_empty() { first } else { format!("{first}::{second}") }
}
