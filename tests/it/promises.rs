//! `docs/SECURITY.md`, `docs/ASVS.md` and `docs/JOBS.md` name a test for each promise. These fail when such a name is not that of a
//! test, or a row names none.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every test, by its name: a function with an attribute that says so, or one that a macro lists.
fn names(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(tests_in(&fs::read_to_string(&path).unwrap()));
        }
    }
}

fn tests_in(text: &str) -> BTreeSet<String> {
    let name_of = |line: &str| Some(line.split_once("fn ")?.1.split(['(', '<']).next()?.to_owned());
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    // Between the attribute and the function there may be others, with their reasons.
    let marked = lines.iter().enumerate().filter(|(_, line)| line.starts_with("#[") && line.contains("test"));
    let marked = marked.filter_map(|(at, _)| lines[at + 1..].iter().take(4).find_map(|line| name_of(line)));
    let listed = lines.iter().filter(|line| line.ends_with(',') || line.ends_with('}'));
    let listed = listed.filter_map(|line| line.trim_end_matches(['}', ' ', ',']).rsplit([' ', '{', '>']).next());
    let functions: BTreeSet<_> = lines.iter().filter_map(|line| name_of(line)).collect();
    let listed = listed.map(str::to_owned).filter(|name| functions.contains(name));
    marked.chain(listed).collect()
}

fn sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in [
        "api/src",
        "cli/src",
        "cli/tests",
        "domain/src",
        "migration/tests",
        "tests/chaos",
        "tests/it",
        "tests/previous",
        "worker/src",
    ] {
        names(&root().join(folder), &mut found);
    }
    found
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// All that the two on security say, and the promises of the other, which has names of other things in its prose.
fn document() -> String {
    let jobs = read("docs/JOBS.md");
    let (_, promises) = jobs.split_once("## Promises and their tests").unwrap();
    let (promises, _) = promises.split_once("## How quick it is").unwrap();
    format!("{}\n\n{}\n\n{promises}", read("docs/SECURITY.md"), read("docs/ASVS.md"))
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
            let said = ["not yet", "not met", "does not apply"].iter().any(|word| line.contains(word));
            if !shown && !said {
                bare.push(line.to_owned());
            }
        }
    }
    assert!(bare.is_empty(), "rows without a test:\n{}", bare.join("\n"));
}

/// The requirements of levels 1 and 2 of ASVS 5.0.0: how many each section begins with. It leaves none out in between.
const ASVS: &str = "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 \
    5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 \
    9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 \
    13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2";

/// `1.2.5 to 1.2.8, 1.3.1`, one by one.
fn requirements(cell: &str) -> Vec<String> {
    let number =
        |text: &str| text.rsplit_once('.').and_then(|(section, n)| Some((section.to_owned(), n.parse().ok()?)));
    let each = |part: &str| {
        let (first, last) = part.split_once(" to ").unwrap_or((part, part));
        let Some(((section, from), (_, to))) = number(first).zip(number(last)) else { return vec![] };
        (from..=to).map(|n: u32| format!("{section}.{n}")).collect()
    };
    cell.split(", ").flat_map(each).collect()
}

#[test]
fn every_requirement_of_asvs_level_2_has_one_row() {
    let asvs = read("docs/ASVS.md");
    let cells = asvs.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let mut rows: Vec<_> = cells.flat_map(requirements).collect();
    let sections = ASVS.split_whitespace().filter_map(|section| section.split_once(':'));
    let numbers = sections
        .flat_map(|(section, count)| (1..=count.parse::<u32>().unwrap()).map(move |n| format!("{section}.{n}")));
    let mut required: Vec<_> = numbers.collect();
    assert_eq!(required.len(), 253);
    rows.sort();
    required.sort();
    assert_eq!(rows, required);
}

#[test]
fn a_name_that_is_no_test_would_be_noticed() {
    assert!(!sources().contains("this_test_does_not_exist_anywhere_at_all"));
    assert!(!sources().contains("complete_two_factor_login"), "a function that is no test");
    let text =
        "#[test]\nfn a_test() {\n}\nfn no_test() {}\neach! {\n    with X => listed,\n}\nasync fn listed(app: App) {}";
    assert_eq!(tests_in(text).into_iter().collect::<Vec<_>>(), ["a_test", "listed"]);
    assert_eq!(sentences("| x | `a_b_c_d`, `http.x_y_z_w`, `short_one` |").collect::<Vec<_>>(), ["a_b_c_d"]);
}
