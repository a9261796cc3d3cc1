//! `docs/SECURITY.md` and `docs/JOBS.md` name a test for each promise. These fail when such a name is not that of a test, or a row
//! names none.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every function and every test listed in a macro, by its name.
fn names(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let functions = text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
            found.extend(functions.map(str::to_owned));
        }
    }
}

fn sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in
        ["api/src", "cli/src", "cli/tests", "domain/src", "migration/tests", "tests/chaos", "tests/it", "worker/src"]
    {
        names(&root().join(folder), &mut found);
    }
    found
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// All that the one says, and the promises of the other, which has names of other things in its prose.
fn document() -> String {
    let jobs = read("docs/JOBS.md");
    let (_, promises) = jobs.split_once("## Promises and their tests").unwrap();
    let (promises, _) = promises.split_once("## How quick it is").unwrap();
    format!("{}\n\n{promises}", read("docs/SECURITY.md"))
}

/// What stands between backticks and looks like a sentence.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let is_sentence = |name: &&str| {
        name.matches('_').count() >= 3 && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.split('`').skip(1).step_by(2).filter(is_sentence)
}

#[test]
fn every_test_that_the_documents_name_exists() {
    let (document, sources) = (document(), sources());
    let named: BTreeSet<_> = sentences(&document).collect();
    assert!(named.len() > 50, "the document names {} tests; are they found?", named.len());
    let missing: Vec<_> = named.into_iter().filter(|name| !sources.contains(*name)).collect();
    assert!(missing.is_empty(), "no such tests: {missing:#?}");
}

#[test]
fn every_file_that_the_documents_name_exists() {
    let document = document();
    let paths =
        document.split('`').skip(1).step_by(2).filter(|name| name.starts_with("tests/") || name.contains("/src/"));
    let missing: Vec<_> = paths.filter(|path| !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "no such files: {missing:?}");
}

#[test]
fn every_promise_of_a_table_names_its_test_or_says_that_it_is_not_kept_yet() {
    let mut in_table = false;
    let mut bare = Vec::new();
    for line in document().lines() {
        if !line.starts_with('|') {
            in_table = false;
        } else if line.ends_with("| test |") {
            in_table = true;
        } else if in_table && !line.starts_with("|---") {
            let cell = line.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default();
            let shown = sentences(cell).next().is_some() || cell.contains("tests/") || cell.contains("src/");
            if !shown && !line.contains("not yet") && !line.contains("does not apply") {
                bare.push(line.to_owned());
            }
        }
    }
    assert!(bare.is_empty(), "rows without a test:\n{}", bare.join("\n"));
}

#[test]
fn a_name_that_is_no_test_would_be_noticed() {
    assert!(!sources().contains("this_test_does_not_exist_anywhere_at_all"));
    assert_eq!(sentences("| x | `a_b_c_d`, `http.x_y_z_w`, `short_one` |").collect::<Vec<_>>(), ["a_b_c_d"]);
}
