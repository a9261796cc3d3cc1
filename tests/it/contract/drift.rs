//! The documents that are checked in are those of this build.

use std::{fs, path::Path};

use presswork_tests::sdl;

fn assert_checked_in(file: &str, built: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/contract").join(file);
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    let first = built.lines().zip(checked_in.lines()).position(|(one, other)| one != other);
    let line = first.map_or_else(|| built.lines().count().min(checked_in.lines().count()) + 1, |n| n + 1);
    assert!(
        built == checked_in,
        "docs/contract/{file} is not that of this build, from line {line} on; run: cargo run -- contract write"
    );
}

#[test]
fn the_openapi_document_is_the_one_that_is_checked_in() {
    assert_checked_in("openapi.json", &presswork_api::openapi_json());
}

#[test]
fn the_graphql_schema_is_the_one_that_is_checked_in() {
    assert_checked_in("schema.graphql", &sdl());
}
