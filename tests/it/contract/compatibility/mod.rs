//! Nothing that a client of the last release relies on is taken away.
//!
//! `docs/contract/released/` holds the documents of the last release. What breaks against them has to stand in
//! `docs/contract/MAJOR.md`, word for word, or the test fails: that file announces the next major version, and exists only while
//! one is being made. At a release the documents are copied and the file goes.

mod graphql;
mod mutations;
mod rest;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

fn contract() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/contract")
}

fn read(name: &str) -> String {
    let path = contract().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The announced breaks: the lines of the note that begin with a dash.
fn announced() -> BTreeSet<String> {
    let note = std::fs::read_to_string(contract().join("MAJOR.md")).unwrap_or_default();
    note.lines().filter_map(|line| line.strip_prefix("- ")).map(str::to_owned).collect()
}

#[test]
fn nothing_breaks_clients_of_the_last_release_unless_a_major_version_is_announced() {
    let released = serde_json::from_str(&read("released/openapi.json")).unwrap();
    let now = serde_json::from_str(&presswork_api::openapi_json()).unwrap();
    let mut breaks: BTreeSet<String> = rest::breaks(&released, &now).into_iter().collect();
    breaks.extend(graphql::breaks(&read("released/schema.graphql"), &presswork_tests::sdl()));
    let announced = announced();
    let silent: Vec<_> = breaks.difference(&announced).cloned().collect();
    assert!(
        silent.is_empty(),
        "breaks that docs/contract/MAJOR.md does not announce (one line each, as here):\n- {}",
        silent.join("\n- ")
    );
    let stale: Vec<_> = announced.difference(&breaks).cloned().collect();
    assert!(stale.is_empty(), "announced in docs/contract/MAJOR.md, and no break:\n- {}", stale.join("\n- "));
}
