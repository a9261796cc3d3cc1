//! The README's five-minute tour, run as it stands against a fresh `presswork serve`.

use std::{collections::HashMap, path::Path, process::Command};

use presswork_tests::Process;

const README: &str = include_str!("../../README.md");
const MARK: &str = "<!-- tour -->\n```sh\n";
/// Where the tour thinks the server is.
const BASE: &str = "BASE=http://127.0.0.1:8080\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_of_the_readme_does_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let server = Process::start_ready("serve", &environment(folder.path())).await;
    let script = script();
    assert!(script.starts_with(BASE), "the tour begins with {BASE}");
    let script = script.replacen(BASE, &format!("BASE={}\n", server.base()), 1);
    let ran = Command::new("bash").args(["-e", "-c", &script]).output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "the tour stopped:\n{said}\n{complained}");
    let expected: Vec<_> = script.lines().filter_map(|line| line.strip_prefix("# -> ")).collect();
    assert!(expected.len() > 10, "the tour says what comes of it: {expected:?}");
    for fragment in expected {
        assert!(said.contains(fragment), "{fragment} is not in what the tour printed:\n{said}");
    }
}

fn script() -> String {
    let blocks = README.split(MARK).skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.collect()
}

fn environment(folder: &Path) -> HashMap<String, String> {
    HashMap::from([
        ("PRESSWORK_ENV".to_owned(), "development".to_owned()),
        ("PRESSWORK__STORAGE__DATA_DIR".to_owned(), folder.display().to_string()),
    ])
}
