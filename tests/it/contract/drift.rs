//! The documents that are checked in are those of this build.

use std::{fs, path::Path, process::Command};

use presswork_tests::sdl;

fn assert_checked_in(file: &str, built: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(file);
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    let first = built.lines().zip(checked_in.lines()).position(|(one, other)| one != other);
    let line = first.map_or_else(|| built.lines().count().min(checked_in.lines().count()) + 1, |n| n + 1);
    assert!(
        built == checked_in,
        "docs/{file} is not that of this build, from line {line} on; run: cargo run -- contract write"
    );
}

#[test]
fn the_openapi_document_is_the_one_that_is_checked_in() {
    assert_checked_in("contract/openapi.json", &presswork_api::openapi_json());
}

#[test]
fn the_graphql_schema_is_the_one_that_is_checked_in() {
    assert_checked_in("contract/schema.graphql", &sdl());
}

#[test]
fn the_reference_of_errors_is_the_one_that_is_checked_in() {
    assert_checked_in("ERRORS.md", &presswork_api::codes::reference());
}

#[test]
fn an_operation_that_no_release_has_is_listed_as_new() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/contract");
    let released = fs::read_to_string(folder.join("released/openapi.json")).unwrap();
    let list = presswork_api::unreleased(&released, &presswork_api::openapi_json()).unwrap();
    assert_checked_in("contract/UNRELEASED.md", &list);
}

#[test]
fn a_release_makes_the_documents_of_now_those_that_are_compared_with() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let read = |name: &str| fs::read_to_string(at(name)).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(presswork_tests::binary());
        command.arg("contract").args(arguments).arg("--folder").arg(folder.path());
        let output = command.env_clear().output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let [configuration, errors] = ["settings.md", "errors.md"].map(at);
    let write = ["write", "--configuration", configuration.to_str().unwrap(), "--errors", errors.to_str().unwrap()];
    run(&write);
    assert_eq!(read("errors.md"), presswork_api::codes::reference());
    assert!(!at("UNRELEASED.md").exists(), "nothing is compared before the first release");
    fs::create_dir(at("released")).unwrap();
    fs::write(at("released/openapi.json"), r#"{"paths":{}}"#).unwrap();
    fs::write(at("MAJOR.md"), "- a break").unwrap();
    run(&write);
    assert!(read("UNRELEASED.md").contains("\n- `createPost`: POST /v1/posts\n"), "{}", read("UNRELEASED.md"));
    let gathered = at("gathered");
    fs::create_dir(&gathered).unwrap();
    fs::write(gathered.join("postgres.sql"), "SELECT 2\nSELECT 1\nSELECT 2\n").unwrap();
    fs::write(gathered.join("sqlite.sql"), "SELECT 3\n").unwrap();
    run(&["release", "--statements", gathered.to_str().unwrap()]);
    assert_eq!(read("released/statements/postgres.sql"), "SELECT 1\nSELECT 2\n");
    assert_eq!(read("released/statements/sqlite.sql"), "SELECT 3\n");
    assert!(!read("UNRELEASED.md").contains("\n- "), "{}", read("UNRELEASED.md"));
    for name in ["openapi.json", "schema.graphql"] {
        assert!(read(name) == read(&format!("released/{name}")), "{name}");
    }
    assert!(!at("MAJOR.md").exists(), "what it announced is there now");
}

#[test]
fn without_the_sql_of_this_release_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(presswork_tests::binary());
    command.args(["contract", "release", "--folder"]).arg(folder.path()).current_dir(folder.path());
    let output = command.env_clear().output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && told.contains("run tests/previous/gather first"), "{told}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was written");
}
